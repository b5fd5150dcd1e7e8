import { describe, expect, it } from 'vitest'
import { type EngineKind, engineKinds } from '#contract/connections.ts'
import { ProvostError } from '#contract/errors.ts'
import type { LintFinding } from '#contract/migrations.ts'
import { blueprints } from '../../../fleet/blueprints/index.ts'
import { blueprintSource } from '../sources/own.ts'
import type { MigrationSource } from '../sources/source.ts'
import { blockingFindings, lintSource, lintWhole, refuseLint } from './index.ts'

const never = new AbortController().signal
const sourceOf = (files: readonly string[], tool: MigrationSource['tool'] = 'provost'): MigrationSource => ({
  tool,
  title: 'migrations',
  directory: '/srv/migrations',
  engines: engineKinds,
  problems: [],
  migrations: () =>
    files.map((sql, index) => {
      const version = String(index + 1).padStart(4, '0')
      return { version, name: 'x', sha256: '', sql, downSql: null, file: `${version}_x.up.sql` }
    }),
})
const lint = (files: readonly string[], request?: Parameters<typeof lintSource>[2], engine: EngineKind = 'postgres') =>
  lintSource(sourceOf(files), engine, request)
const briefly = (findings: readonly LintFinding[]): string[] =>
  findings.map(({ version, line, rule, waived }) => `${version}:${line} ${rule}${waived === null ? '' : ` (${waived})`}`)

describe('the lint of a source', () => {
  it('tells version, file and line, and of the versions asked for only', async () => {
    const files = ['create table t (a varchar(9))', '\ndrop table t', 'select 1;\n\n/* c */ create index i on t (a)']
    expect(briefly(await lint(files))).toEqual(['0002:2 table-drop', '0003:3 index-without-concurrently'])
    expect(await lint(files, { versions: ['0003'] })).toMatchObject([
      { version: '0003', file: '0003_x.up.sql', engine: 'postgres', line: 3, waived: null },
    ])
  })

  it('knows the types of columns from the migrations before', async () => {
    const files = ['create table t (a varchar(9))', 'alter table t alter a type varchar(20)', 'alter table t alter a type varchar(10)']
    expect(briefly(await lint(files, { versions: ['0002', '0003'] }))).toEqual(['0003:1 type-narrowing'])
    expect(
      briefly(
        await lint(
          files.map((sql) => sql.replace('alter a type', 'modify a')),
          {},
          'mysql',
        ),
      ),
    ).toEqual(['0003:1 type-narrowing'])
  })

  it('lets a statement pass whose waiver stands above it, and no other', async () => {
    const file = `-- provost: waive table-drop empty since 2024
      drop table a;
      drop table b;
      -- provost: waive table-drop never used
      -- provost: waive drop-cascade only its own views
      drop table c cascade;`
    const findings = await lint([file])
    expect(briefly(findings)).toEqual([
      '0001:2 table-drop (empty since 2024)',
      '0001:3 table-drop',
      '0001:6 table-drop (never used)',
      '0001:6 drop-cascade (only its own views)',
    ])
    expect(blockingFindings(findings)).toHaveLength(1)
  })

  it('lets pass what the call waives, in every file', async () => {
    expect(briefly(await lint(['drop table a', 'drop table b'], { waive: [{ rule: 'table-drop', reason: 'agreed' }] }))).toEqual([
      '0001:1 table-drop (agreed)',
      '0002:1 table-drop (agreed)',
    ])
  })

  it.each([
    ['a rule there is not', '-- provost: waive tabel-drop because\ndrop table a', /no rule tabel-drop/, /table-drop/],
    ['a rule that no reason lets pass', '-- provost: waive transaction-control because\nbegin', /cannot be waived/, /./],
    ['nothing', 'drop table a;\n-- provost: waive table-drop because', /above no statement/, /./],
  ])('refuses a waiver of %s, naming the file', async (_, file, title, remedy) => {
    await expect(lint([file])).rejects.toMatchObject({
      code: 'migration.sql-invalid',
      title: expect.stringMatching(new RegExp(`^0001_x\\.up\\.sql: .*${title.source}`)),
      remedy: [expect.stringMatching(remedy)],
    })
    await expect(lint([], { waive: [{ rule: 'tabel-drop', reason: 'x' }] })).rejects.toMatchObject({ code: 'call.invalid' })
  })

  it('names file, line and column of what cannot be read, where it is asked for', async () => {
    const files = ['select from where', 'select 1']
    await expect(lint(files)).rejects.toMatchObject({
      title: expect.stringMatching(/^0001_x/),
      detail: expect.stringMatching(/^line 1, column 13/),
    })
    expect(await lint(files, { versions: ['0002'] })).toEqual([])
  })

  it('goes by the file’s directives', async () => {
    expect(briefly(await lint(['create index concurrently i on t (a)']))).toEqual(['0001:1 concurrently-in-transaction'])
    expect(await lint(['-- provost: no-transaction\ncreate index concurrently i on t (a)'])).toEqual([])
    const rebuild = 'create table n (a); drop table t; alter table n rename to t'
    expect(briefly(await lint([rebuild], {}, 'sqlite'))).toEqual(['0001:1 rebuild-with-foreign-keys-on'])
    expect(await lint([`-- provost: foreign-keys-off\n${rebuild}`], {}, 'sqlite')).toEqual([])
  })

  it('takes Prisma’s scripts as Prisma runs them', async () => {
    const prisma = (sql: string, engine: EngineKind = 'postgres') => lintSource(sourceOf([sql], 'prisma'), engine)
    expect(await prisma('create index concurrently i on t (a)')).toEqual([])
    expect(briefly(await prisma('create index concurrently i on t (a); select 1'))).toEqual(['0001:1 concurrently-in-transaction'])
    expect(await prisma('begin; select 1; commit')).toEqual([])
    expect(
      await prisma(
        'pragma foreign_keys=off; create table n (a); drop table t; alter table n rename to t; pragma foreign_keys=on',
        'sqlite',
      ),
    ).toEqual([])
  })

  it('offers a waiver only for a rule that has one, and in the file only where nobody has it yet', async () => {
    const remedyOf = async (sql: string): Promise<string> => {
      const findings = await lint([sql])
      try {
        refuseLint(findings)
      } catch (error) {
        return error instanceof ProvostError ? error.remedy.join('\n') : ''
      }
      return ''
    }
    const waivable = await remedyOf('drop table a')
    expect(waivable).toContain('provost migrate apply --waive table-drop=REASON')
    expect(waivable).toContain('only where no database has the migration yet')
    expect(await remedyOf('begin; select 1; commit')).toMatch(/^transaction-control: [^\n]+$/)
  })

  it('refuses by what blocks, with the safe way and how to waive', async () => {
    const findings = await lint(['drop table a; alter table t rename to u', 'truncate b'])
    expect(() => refuseLint(findings)).toThrowError(
      expect.objectContaining({
        code: 'migration.lint',
        title: '2 findings of the lint keep the migrations back.',
        detail: expect.stringContaining('0002_x.up.sql, line 1: truncate'),
        remedy: expect.arrayContaining([expect.stringContaining('--waive table-drop=REASON')]),
      }),
    )
    refuseLint(findings.filter(({ severity }) => severity === 'warning'))
    refuseLint(await lint(['drop table a'], { waive: [{ rule: 'table-drop', reason: 'x' }] }))
  })

  it('holds nothing back of what ships with Provost', async () => {
    for (const blueprint of blueprints()) {
      const source = await blueprintSource(blueprint)
      for (const engine of source.engines) expect(blockingFindings(await lintSource(source, engine))).toEqual([])
    }
  })
})

describe('files in one folder for every engine', () => {
  const engines = async (files: readonly string[], engine?: EngineKind): Promise<EngineKind[]> => [
    ...new Set((await lintWhole(sourceOf(files), never, engine)).map((finding) => finding.engine)),
  ]

  it('are judged for those that can read all of them', async () => {
    expect(await engines(['drop table a', 'create table b (c int)'])).toEqual(['postgres', 'mysql', 'sqlite'])
    expect(await engines(['drop table a', "do $$ begin perform 'it''s'; end $$"])).toEqual(['postgres'])
    expect(await engines(['drop table a', 'create table [b c] (d)'])).toEqual(['sqlite'])
  })

  it('are judged for the one that is named', async () => {
    expect(await engines(['drop table a', 'create table b (c int) engine = innodb'], 'mysql')).toEqual(['mysql'])
  })

  it('are refused where none can read them, with the way out', async () => {
    await expect(lintWhole(sourceOf(['creat table a (b int)']), never)).rejects.toMatchObject({
      code: 'migration.sql-invalid',
      title: expect.stringContaining('PostgreSQL'),
      remedy: expect.arrayContaining([expect.stringContaining('--engine mysql')]),
    })
  })

  it('are read for every engine where each has its own', async () => {
    const source = sourceOf([])
    const own: MigrationSource = {
      ...source,
      migrations: (engine) => [
        {
          version: '0001',
          name: 'x',
          sha256: '',
          sql: engine === 'mysql' ? 'optimize table a' : 'drop table a',
          downSql: null,
          file: `${engine}/0001_x.up.sql`,
        },
      ],
    }
    expect(briefly(await lintWhole(own, never))).toEqual(['0001:1 table-drop', '0001:1 table-rebuild', '0001:1 table-drop'])
  })
})
