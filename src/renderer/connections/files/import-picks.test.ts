import { expect, it } from 'vitest'
import type { ImportEntry } from '#contract/connection-files.ts'
import { type Choice, firstChoice, notTakeable, pathsOf, picksOf } from './import-picks.ts'

const entry: ImportEntry = {
  id: 'a',
  format: 'env',
  file: '.env',
  place: '',
  name: 'lms',
  engine: 'postgres',
  address: 'db:5432',
  database: 'lms',
  user: 'me',
  environment: 'development',
  external: false,
  tls: { mode: null, ca: null, cert: null, key: null },
  passwordFound: true,
  state: 'new',
  storedPassword: null,
  missing: [],
  assumptions: [],
  problem: null,
}
const taken = (more: Partial<Choice>) => (one: ImportEntry) => ({ ...firstChoice(one), taken: true, ...more })

it('reads pasted paths line by line, with or without quotes', () => {
  expect(pathsOf(' /etc/zulip/zulip.conf \r\n\n"/srv/my app/.env"')).toEqual(['/etc/zulip/zulip.conf', '/srv/my app/.env'])
})

it('takes what is new, and what was missing once it is given', () => {
  const incomplete: ImportEntry = { ...entry, id: 'b', state: 'incomplete', missing: ['host'], address: null }
  expect(picksOf([entry, incomplete], firstChoice).map(({ id }) => id)).toEqual(['a'])
  expect(notTakeable(incomplete, firstChoice(incomplete))).toBe('It lacks the host.')
  expect(picksOf([incomplete], taken({ given: { host: ' db ' } }))).toEqual([
    { id: 'b', name: 'lms', environment: 'development', given: { host: 'db' } },
  ])
})

it('takes one that is there only to replace its password', () => {
  const there: ImportEntry = { ...entry, state: 'there', storedPassword: 'differs' }
  expect(picksOf([there], taken({}))).toEqual([])
  expect(picksOf([there], taken({ replacePassword: true }))).toEqual([{ id: 'a', replacePassword: true }])
  expect(picksOf([{ ...there, storedPassword: 'same' }], taken({ replacePassword: true }))).toEqual([])
})
