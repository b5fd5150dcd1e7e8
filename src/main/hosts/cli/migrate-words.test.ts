import { expect, it } from 'vitest'
import { groupedProblems } from './migrate-words.ts'

const refused = (target: string, detail: string) => ({
  target,
  server: 'pg:5432',
  problem: { code: 'migration.failed', title: 'The database refused a statement of 0003.', detail, remedy: [], retryable: false } as const,
})

it('different refusals of one statement are told one by one, equal ones once', () => {
  const words = groupedProblems([
    refused('gr1', '23505: duplicate key'),
    refused('gr2', '23502: null value'),
    refused('gr3', '23505: duplicate key'),
  ])
  expect(words).toHaveLength(2)
  expect(words[0]).toContain('gr1, gr3: The database refused')
  expect(words[0]).toContain('23505')
  expect(words[1]).toContain('gr2: The database refused')
  expect(words[1]).toContain('23502')
})
