import { expect, it } from 'vitest'
import { howFarSent, howFarWords, readHowFar, writeHowFar } from './how-far.ts'

it('reads and writes how far back, one step where nothing is said', () => {
  for (const text of [undefined, 'steps:3', 'to:0001', 'to:']) expect(writeHowFar(readHowFar(text))).toBe(text)
  for (const text of ['steps:0', 'steps:x', 'back']) expect(readHowFar(text)).toEqual({ kind: 'steps', steps: 1 })
})

it('sends what the procedure takes, an empty version for before the first', () => {
  expect([undefined, 'steps:3', 'to:0001', 'to:'].map((text) => howFarSent(readHowFar(text)))).toEqual([
    { steps: 1 },
    { steps: 3 },
    { to: '0001' },
    { to: 'base' },
  ])
})

it('says it in words', () => {
  expect([undefined, 'steps:3', 'to:0001', 'to:'].map((text) => howFarWords(readHowFar(text)))).toEqual([
    'by one version',
    'by 3 versions',
    'to 0001, which stays',
    'to before the first version',
  ])
})
