import { expect, it } from 'vitest'
import type { PassedOver } from '#contract/migrations.ts'
import { reasonsWords } from './passed-over-words.ts'

const passed = (name: string, reason: string): PassedOver => ({ target: `${name.toLowerCase()}.example`, name, reason, named: false })

it('tells those of one reason together, and counts the rest of many', () => {
  expect(reasonsWords([passed('Oak', 'archived'), passed('Hill', 'suspended'), passed('Ash', 'suspended')])).toBe(
    'Oak (archived); Hill, Ash (suspended).',
  )
  const many = Array.from({ length: 8 }, (_, index) => passed(`T${index}`, 'suspended'))
  expect(reasonsWords(many)).toBe('T0, T1, T2, T3, T4, T5 and 2 more (suspended).')
})
