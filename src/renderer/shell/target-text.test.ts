import { expect, it } from 'vitest'
import { targetToText, textToTarget } from './target-text.ts'

it('writes a target into the address and reads it back', () => {
  for (const text of ['tenant:northfield.example', 'connection:staging-east', 'connection:staging-east/brightwater', 'connection:a/b/c']) {
    const target = textToTarget(text)
    expect(target === null ? null : targetToText(target)).toBe(text)
  }
})

it('takes nothing else for a target', () => {
  expect(['', 'tenant:', 'server:x', 'connection:', 'northfield.example'].map(textToTarget)).toEqual([null, null, null, null, null])
})
