import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { engineKinds } from '#contract/connections.ts'
import { lintStatements } from './lint.ts'
import { isWaivable, type LintRule, lintRules } from './lint-rules.ts'
import { splitStatements } from './statements.ts'

const words =
  `alter create drop table index column add modify change rename to t u a b ( ) , . ; = 1 'x' "q" \`r\` [s] not null default primary key unique
  foreign references check constraint if exists begin end case when then else trigger procedure for each row declare handler loop while do repeat
  until update delete from set where truncate pragma vacuum varchar int decimal enum convert character drop /*! */ -- # @ : \\ $$ delimiter`.split(
    /\s+/,
  )

describe('the rules', () => {
  it('have kebab-case names and a title each', () => {
    for (const [rule, { title }] of Object.entries(lintRules)) {
      expect(rule).toMatch(/^[a-z]+(-[a-z]+)*$/)
      expect(title).toMatch(/^[A-Z].*[^.]$/)
    }
  })

  it('let no reason pass what fails in any case', () => {
    const kept: readonly LintRule[] = ['transaction-control', 'concurrently-in-transaction', 'not-in-transaction', 'use-database']
    for (const rule of kept) expect(isWaivable(rule)).toBe(false)
    expect(isWaivable('table-drop')).toBe(true)
  })
})

describe.each(engineKinds)('any words at all, split and judged as %s', (engine) => {
  it('end in findings or in a refusal with a place', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(fc.constantFrom(...words), { maxLength: 30 }), async (soup) => {
        const text = soup.join(' ')
        try {
          const statements = await splitStatements(engine, text)
          for (const finding of await lintStatements(engine, statements, { transactional: true })) {
            expect(Object.keys(lintRules)).toContain(finding.rule)
            expect(finding.message).toMatch(/^\S.*\.$/s)
            expect(finding.safeWay).toMatch(/^\S.*\.$/s)
          }
        } catch (error) {
          expect(error).toMatchObject({ code: 'migration.sql-invalid', detail: expect.stringMatching(/^line \d+, column \d+/) })
        }
      }),
      { numRuns: 500 },
    )
  })

  it('are judged without a fault behind words that begin something', async () => {
    const starts = [
      'alter table t',
      'create table t (',
      'alter table t add',
      'alter table t modify a',
      'create trigger t',
      'create procedure p()',
      'drop table',
    ]
    await fc.assert(
      fc.asyncProperty(fc.constantFrom(...starts), fc.array(fc.constantFrom(...words), { maxLength: 12 }), async (start, soup) => {
        const statement = {
          text: `${start} ${soup.filter((word) => word !== ';').join(' ')}`,
          line: 1,
          transactional: true,
          control: false,
        }
        if (engine !== 'postgres') await lintStatements(engine, [statement], { transactional: true })
      }),
      { numRuns: 500 },
    )
  })
})
