import { expect, it } from 'vitest'
import type { ErrorCode } from './errors.ts'
import { causeOf, problemGroups, type Troubled } from './problem-groups.ts'

const trouble = (target: string, title: string, detail = '', code: ErrorCode = 'migration.failed'): Troubled => ({
  target,
  server: 'pg-east-1:5432',
  problem: { code, title, detail, remedy: [], retryable: false },
})
const grouped = (...entries: readonly Troubled[]) =>
  problemGroups(entries).map(({ title, entries: members }) => [title, members.map(({ target }) => target)])

it('tells apart what the same statement was refused for', () => {
  const refused = 'The database refused a statement of 0003.'
  expect(
    problemGroups([
      trouble('gr1', refused, '23505: duplicate key value violates unique constraint "codes"\n0003.up.sql, line 2'),
      trouble('gr2', refused, '23502: null value in column "code" violates not-null constraint\n0003.up.sql, line 2'),
      trouble('gr3', refused, '42P01: relation "grades" does not exist\n0003.up.sql, line 2'),
      trouble('gr4', refused, '42P01: relation "grades" does not exist\n0003.up.sql, line 9'),
    ]).map(({ cause, entries }) => [cause, entries.length]),
  ).toEqual([
    ['The database refused a statement of 0003: 42P01: relation "grades" does not exist', 2],
    ['The database refused a statement of 0003: 23505: duplicate key value violates unique constraint "codes"', 1],
    ['The database refused a statement of 0003: 23502: null value in column "code" violates not-null constraint', 1],
  ])
})

it('puts together what differs only in whose it is, where it lies and how long it took', () => {
  const names = ['m1.example', 'm10.example', 'sub.m1.example']
  expect(grouped(...names.map((name) => trouble(name, `Nothing says which migrations ${name} should have.`)))).toEqual([
    ['Nothing says which migrations … should have.', names],
  ])
  expect(grouped(trouble('a', '0003 did not get its lock in 4 tries.'), trouble('b', '0003 did not get its lock in 9 tries.'))).toEqual([
    ['0003 did not get its lock in … tries.', ['a', 'b']],
  ])
  expect(grouped(trouble('a', 'a has no table refunds.'), trouble('b', 'c has no table refunds.'))).toHaveLength(2)
})

it('names whoever is alone with a problem', () => {
  expect(grouped(trouble('a.example', 'a.example has no table refunds.'))).toEqual([['a.example has no table refunds.', ['a.example']]])
})

const traceback = (words: string) =>
  [
    'INFO  [alembic.runtime.migration] Context impl PostgresqlImpl.',
    'Traceback (most recent call last):',
    '  File "/usr/lib/python3/dist-packages/sqlalchemy/engine/base.py", line 1967, in _exec_single_context',
    '    self.dialect.do_execute(',
    words,
    'LINE 1: alter table grades add column note text',
    '[SQL: alter table grades add column note text]',
    '(Background on this error at: https://sqlalche.me/e/20/f405)',
  ].join('\n')

it('takes the end of a traceback for the cause, not its beginning', () => {
  const failed = (target: string, words: string) =>
    trouble(target, `alembic upgrade heads failed for ${target}.`, traceback(words), 'migration.tool-failed')
  const missing = 'sqlalchemy.exc.ProgrammingError: (psycopg2.errors.UndefinedTable) relation "grades" does not exist'
  const there = 'sqlalchemy.exc.ProgrammingError: (psycopg2.errors.DuplicateColumn) column "note" already exists'
  expect(
    problemGroups([failed('a', missing), failed('b', there), failed('c', missing)]).map(({ cause, entries }) => [cause, entries.length]),
  ).toEqual([
    [`alembic upgrade heads failed for …: ${missing}`, 2],
    [`alembic upgrade heads failed for b: ${there}`, 1],
  ])
})

it('takes what alembic itself refused for the cause', () => {
  const { problem } = trouble(
    'a',
    'alembic upgrade head failed for a.',
    'INFO  [alembic] Context\n  FAILED: Multiple head revisions are present',
  )
  expect(causeOf(problem)).toBe('alembic upgrade head failed for a: Multiple head revisions are present')
})

it('writes the commands of a remedy out for all who share it, and for nobody else', () => {
  const command = (whom: string) => `Say up to which version they stand: provost migrate baseline --to VERSION${whom} --source '/srv/our x'`
  const told = (target: string, whom: string, other = 'Look there.'): Troubled => ({
    ...trouble(target, 'The database has tables of this source already, and no ledger.'),
    problem: { ...trouble(target, 'The database has tables already.').problem, remedy: [command(whom), other] },
  })
  const remedies = (...entries: readonly Troubled[]) => problemGroups(entries).map(({ problem }) => problem.remedy)
  const [a, b, c] = [
    told('a.example', ' --tenant a.example'),
    told('b.example', ' --tenant b.example'),
    told("o'b/app", " --connection 'o'\\''b/app'"),
  ]
  expect(remedies(a, b, a)).toEqual([[command(' --tenant a.example b.example'), 'Look there.']])
  expect(remedies(a, c)).toEqual([[command(" --tenant a.example --connection 'o'\\''b/app'"), 'Look there.']])
  expect(remedies(c)).toEqual([c.problem.remedy])
  const many = Array.from({ length: 61 }, (_, index) => told(`t${index}`, ` --tenant t${index}`))
  expect(remedies(...many)).toEqual([[`${command('')}, with the same targets`, 'Look there.']])
  expect(remedies(a, told('d', ' --tenant d', 'Run: mysql -h one'))).toEqual([[command(' --tenant a.example d'), 'Look there.']])
})
