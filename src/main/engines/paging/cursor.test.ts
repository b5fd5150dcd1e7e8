import { expect, test } from 'vitest'
import { decodePlace, encodePlace, fingerprint, type Place } from './cursor.ts'

const digest = fingerprint({ schema: null, name: 't' }, [], [], ['id'])

test('a place comes back as it was', () => {
  const places: [Place, number][] = [
    [{ key: ['1', null, 'ü😀'] }, 3],
    [{ offset: 40 }, 0],
    [{ end: true }, 2],
  ]
  for (const [place, terms] of places) {
    const cursor = encodePlace(place, digest)
    expect(cursor).toMatch(/^[A-Za-z0-9_-]+$/)
    expect(decodePlace(cursor, digest, terms)).toEqual(place)
  }
})

test('table, sort, filters and key each change the fingerprint', () => {
  const table = { schema: null, name: 't' }
  const others = [
    fingerprint({ schema: 'a', name: 't' }, [], [], ['id']),
    fingerprint(table, [{ column: 'a', direction: 'asc' }], [], ['id']),
    fingerprint(table, [{ column: 'a', direction: 'desc' }], [], ['id']),
    fingerprint(table, [], [{ column: 'a', operator: 'eq', values: ['1'] }], ['id']),
    fingerprint(table, [], [{ column: 'a', operator: 'eq', values: ['2'] }], ['id']),
    fingerprint(table, [], [], ['id', 'n']),
  ]
  expect(new Set([digest, ...others]).size).toBe(others.length + 1)
})

test('what is no cursor, or another one, is refused', () => {
  const cursor = encodePlace({ key: ['1'] }, digest)
  for (const wrong of ['', '!', 'bnVsbA', 'e30', `${cursor.slice(0, -3)}`, Buffer.from('{"v":2,"f":"x","k":[]}').toString('base64url')])
    expect(() => decodePlace(wrong, digest, 1)).toThrow(expect.objectContaining({ code: 'cursor.invalid' }))
  expect(() => decodePlace(cursor, 'another', 1)).toThrow(expect.objectContaining({ code: 'cursor.invalid' }))
  expect(() => decodePlace(cursor, digest, 2)).toThrow(expect.objectContaining({ code: 'cursor.invalid' }))
  expect(() => decodePlace(encodePlace({ offset: 1 }, digest), digest, 1)).toThrow(expect.objectContaining({ code: 'cursor.invalid' }))
})

test('values too long for a cursor are refused, not cut', () => {
  expect(() => encodePlace({ key: ['x'.repeat(70_000)] }, digest)).toThrow(expect.objectContaining({ code: 'sort.invalid' }))
})
