import fc from 'fast-check'
import { expect, test } from 'vitest'
import { canonicalJson, type Json } from './canonical.ts'

/** The same value with the keys of every object the other way round. */
function reversed(value: Json): Json {
  if (Array.isArray(value)) return value.map(reversed)
  if (typeof value !== 'object' || value === null) return value
  return Object.fromEntries(
    Object.entries(value)
      .reverse()
      .map(([key, each]) => [key, reversed(each)]),
  )
}

test('a value has one form, whatever the order of its keys, and is read back from it', () => {
  fc.assert(
    fc.property(fc.jsonValue(), (made) => {
      const value: Json = JSON.parse(JSON.stringify(made))
      const text = canonicalJson(value)
      expect(canonicalJson(reversed(value))).toBe(text)
      expect(JSON.parse(text)).toEqual(value)
      expect(canonicalJson(JSON.parse(text))).toBe(text)
    }),
  )
})

test('keys are sorted at every depth and no white space is written', () => {
  expect(canonicalJson({ b: [{ d: 1, c: null }], a: 'é "x"' })).toBe('{"a":"é \\"x\\"","b":[{"c":null,"d":1}]}')
})
