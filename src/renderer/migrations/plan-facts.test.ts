import { describe, expect, it } from 'vitest'
import type { LintFinding, TargetPlan } from '#contract/migrations.ts'
import { blocking, lintCounts, planFacts, versionsWords, wordToType } from './plan-facts.ts'

const finding = (rule: string, severity: LintFinding['severity'], waived: string | null = null): LintFinding => ({
  version: '0003',
  file: '0003_x.up.sql',
  engine: 'postgres',
  rule,
  severity,
  line: 1,
  message: '',
  safeWay: '',
  waived,
})

const target = (
  domain: string,
  versions: readonly string[],
  skipped: string | null,
  state: TargetPlan['state'] = 'behind',
): TargetPlan => ({
  target: domain,
  reference: { kind: 'tenant', domain: domain as never },
  name: domain,
  server: 'pg:5432',
  engine: 'postgres',
  state,
  versions: [...versions],
  skipped,
  problems: [],
})

describe('what keeps a plan from being applied', () => {
  const lint = [finding('drop-column', 'error'), finding('table-rewrite', 'error', 'in the file'), finding('rename', 'warning')]

  it('is an error that nobody let pass; a warning never is', () => {
    expect(blocking(lint, new Map()).map(({ rule }) => rule)).toEqual(['drop-column'])
    expect(blocking(lint, new Map([['drop-column', 'nobody reads it']]))).toEqual([])
  })

  it('is counted apart from what was let pass', () => {
    expect(lintCounts(lint, new Map())).toEqual({ errors: 1, warnings: 1, waived: 1 })
    expect(lintCounts(lint, new Map([['rename', 'known']]))).toEqual({ errors: 1, warnings: 0, waived: 2 })
  })
})

it('tells who is worked on, and who is passed over and why', () => {
  const { worked, passed, passedCount } = planFacts({
    targets: [
      target('a.example', ['0003'], null),
      target('b.example', [], null, 'current'),
      target('c.example', ['0003'], 'suspended'),
      target('d.example', [], null, 'current'),
      target('e.example', ['0001', '0002', '0003'], null, 'unmanaged'),
    ],
  })
  expect(worked.map(({ target: domain }) => domain)).toEqual(['a.example'])
  expect(passedCount).toBe(4)
  expect(passed.map(({ reason, targets }) => [reason, targets.length])).toEqual([
    ['current: nothing is pending', 2],
    ['suspended', 1],
    ['unmanaged: it fails until a baseline is made', 1],
  ])
})

it('names versions as one', () => {
  expect(versionsWords([])).toBe('nothing')
  expect(versionsWords(['0044'])).toBe('0044')
  expect(versionsWords(['0043', '0044'])).toBe('0043 and 0044')
  expect(versionsWords(['0041', '0042', '0043'])).toBe('0041 to 0043')
})

it('asks for the name of the one production database, or for their number', () => {
  expect(wordToType([])).toBeNull()
  expect(wordToType([{ target: 'a.example' }])).toBe('a.example')
  expect(wordToType([{ target: 'a.example' }, { target: 'b.example' }])).toBe('2')
})
