import { expect, it } from 'vitest'
import { movedBy } from './grid-keys.ts'

const extent = { rows: 100, columns: 6, page: 20 }
const press = (key: string, mod = false) => movedBy({ key, mod }, { row: 10, column: 2 }, extent)

it('moves by one with the arrows, and to the ends with the modifier', () => {
  expect(press('ArrowDown')).toEqual({ row: 11, column: 2 })
  expect(press('ArrowLeft')).toEqual({ row: 10, column: 1 })
  expect(press('ArrowDown', true)).toEqual({ row: 99, column: 2 })
})

it('moves by pages and to the corners', () => {
  expect(press('PageDown')).toEqual({ row: 30, column: 2 })
  expect(press('Home')).toEqual({ row: 10, column: 0 })
  expect(press('Home', true)).toEqual({ row: 0, column: 0 })
  expect(press('End', true)).toEqual({ row: 99, column: 5 })
})

it('reaches the heading above the first row and stays inside the table', () => {
  expect(movedBy({ key: 'ArrowUp', mod: false }, { row: 0, column: 0 }, extent)).toEqual({ row: -1, column: 0 })
  expect(movedBy({ key: 'ArrowUp', mod: false }, { row: -1, column: 0 }, extent)).toEqual({ row: -1, column: 0 })
  expect(movedBy({ key: 'PageDown', mod: false }, { row: 95, column: 0 }, extent)).toEqual({ row: 99, column: 0 })
})

it('leaves other keys alone', () => {
  expect(press('a')).toBeNull()
})
