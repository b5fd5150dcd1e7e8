import { expect, it } from 'vitest'
import { readFilters, writeFilters } from './filter-address.ts'

it('filters survive the address, whatever a server is called', () => {
  const filters = { status: 'SUSPENDED', server: '/home/m/a & b=c', view: 'attention' } as const
  expect(readFilters(writeFilters(filters))).toEqual(filters)
  expect(writeFilters({ status: null, server: null, view: null })).toBeUndefined()
})

it('a status there is none of is left out', () => {
  expect(readFilters('is=toString&on=x')).toEqual({ status: null, server: 'x', view: null })
  expect(readFilters(undefined)).toEqual({ status: null, server: null, view: null })
})
