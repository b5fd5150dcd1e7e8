import { describe, expect, it } from 'vitest'
import { columnsIn, movedInBands } from './map-layout.ts'

describe('the map of bands', () => {
  // 3 cells; then 7 in rows of 4.
  const sizes = [3, 7]
  const from = (key: string, band: number, cell: number) => movedInBands(key, [band, cell], sizes, 4)

  it('holds as many columns as fit, and never none', () => {
    expect(columnsIn(170, 17)).toBe(10)
    expect(columnsIn(169, 17)).toBe(9)
    expect(columnsIn(0, 17)).toBe(1)
  })

  it('walks across and on into the next band', () => {
    expect(from('ArrowRight', 0, 0)).toEqual([0, 1])
    expect(from('ArrowRight', 0, 2)).toEqual([1, 0])
    expect(from('ArrowLeft', 1, 0)).toEqual([0, 2])
    expect(from('ArrowRight', 1, 6)).toEqual([1, 6])
    expect(from('ArrowLeft', 0, 0)).toEqual([0, 0])
  })

  it('walks down in the same column, to the end of a row that is not full, and into the next band', () => {
    expect(from('ArrowDown', 0, 1)).toEqual([1, 1])
    expect(from('ArrowDown', 1, 1)).toEqual([1, 5])
    expect(from('ArrowDown', 1, 3)).toEqual([1, 6])
    expect(from('ArrowDown', 1, 5)).toEqual([1, 5])
    expect(from('ArrowUp', 1, 6)).toEqual([1, 2])
    expect(from('ArrowUp', 1, 3)).toEqual([0, 2])
    expect(from('ArrowUp', 0, 1)).toEqual([0, 1])
  })

  it('goes to both ends, and leaves other keys alone', () => {
    expect(from('End', 0, 0)).toEqual([1, 6])
    expect(from('Home', 1, 6)).toEqual([0, 0])
    expect(from('a', 0, 0)).toBeNull()
  })
})
