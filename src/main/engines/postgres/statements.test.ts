import { describe, expect, it } from 'vitest'
import { splitPostgres } from './statements.ts'

const texts = async (script: string): Promise<string[]> => (await splitPostgres(script)).map((statement) => statement.text)
const only = async (script: string) => {
  const [statement] = await splitPostgres(script)
  if (statement === undefined) throw new Error('No statement')
  return statement
}

describe('a script of PostgreSQL in statements', () => {
  it.each([
    ['nothing', '', []],
    ['white space', ' \n\t', []],
    ['comments alone', '-- a;\n/* b; /* nested; */ */', []],
    ['empty statements', ';;select 1;; ;', ['select 1']],
    ['a last statement without semicolon', 'select 1;\nselect 2', ['select 1', 'select 2']],
    ['semicolons in strings', "select 'a;''b', E'c\\';d'; select U&'x;'", ["select 'a;''b', E'c\\';d'", "select U&'x;'"]],
    ['semicolons in names', 'select "x;""y"; select 1', ['select "x;""y"', 'select 1']],
    ['dollar quotes', 'do $$ begin; $a$ ; $$; select $b$ ; $b$', ['do $$ begin; $a$ ; $$', 'select $b$ ; $b$']],
    ['a comment before a statement', '-- what; follows\nselect 1', ['select 1']],
    ['a comment within a statement', 'select 1 /* ; */ -- ;\n + 1; select 2', ['select 1 /* ; */ -- ;\n + 1', 'select 2']],
    [
      'a body in SQL',
      'create function f() returns int begin atomic select 1; select 2; end; select 3',
      ['create function f() returns int begin atomic select 1; select 2; end', 'select 3'],
    ],
    [
      'rules with several actions',
      'create rule r as on insert to t do (delete from a; delete from b); select 1',
      ['create rule r as on insert to t do (delete from a; delete from b)', 'select 1'],
    ],
    [
      'text beyond ASCII',
      "select 'äöü😀€'; create table \"größe😀\" (ä int);\nselect '漢字'",
      ["select 'äöü😀€'", 'create table "größe😀" (ä int)', "select '漢字'"],
    ],
    ['a mark of the byte order and CRLF', '\uFEFFselect 1;\r\nselect 2;\r\n', ['select 1', 'select 2']],
  ])('%s', async (_, script, expected) => {
    expect(await texts(script)).toEqual(expected)
  })

  it('tells the line of each statement’s first word, comments and text beyond ASCII aside', async () => {
    const script = "-- ä😀\n\nselect 1; /* 漢\n字 */ select\n2;\n-- c\nselect 'ü\n';select 4"
    expect((await splitPostgres(script)).map(({ line }) => line)).toEqual([3, 4, 7, 8])
  })

  it.each([
    ['create index concurrently i on t (a)', false],
    ['create index i on t (a)', true],
    ['drop index concurrently i', false],
    ['reindex table concurrently t', false],
    ['reindex table t', true],
    ['reindex database d', false],
    ['vacuum', false],
    ['analyze', true],
    ['create database d', false],
    ['drop database d', false],
    ['alter database d set tablespace s', false],
    ['alter database d set work_mem = 1', true],
    ['alter system set work_mem = 1', false],
    ['cluster', false],
    ['cluster t using i', true],
    ['alter table t detach partition p concurrently', false],
    ['alter table t detach partition p', true],
    ["alter type e add value 'x'", true],
    [`comment on table t is '"concurrent":true'`, true],
  ])('%s: in a transaction %s', async (sql, transactional) => {
    expect(await only(sql)).toMatchObject({ transactional, control: false })
  })

  it.each(['begin', 'start transaction', 'commit', 'end', 'rollback', 'savepoint a', 'release a', "prepare transaction 'x'"])(
    '%s steers a transaction',
    async (sql) => {
      expect((await only(sql)).control).toBe(true)
    },
  )

  it.each([
    [
      'what the parser refuses, by its words and its place',
      "select 'ä😀';\nselect\n  from where",
      'line 3, column 8: syntax error at or near "where"',
    ],
    ['a string without an end', "select 1;\nselect 'a", 'line 2, column 8: unterminated quoted string'],
    ['a NUL, at which the parser would stop reading', 'select 1;\n\0drop table t', 'line 2, column 1'],
    ['nesting beyond the parser', `select ${'('.repeat(60_000)}1${')'.repeat(60_000)}`, 'memory exhausted'],
    ['nesting beyond the reader', `select ${'1+'.repeat(200_000)}1`, 'line 1, column 1'],
  ])('refuses %s', async (_, script, detail) => {
    await expect(splitPostgres(script)).rejects.toMatchObject({ code: 'migration.sql-invalid', detail: expect.stringContaining(detail) })
    expect(await texts('select 1')).toEqual(['select 1'])
  })

  it.each([
    ['\\connect other', /psql/],
    ['select 1;\n\\i more.sql', /psql/],
    ['copy t (a) from stdin;\n1\t2\n\\.\n', /psql/],
    ['copy t from stdin;', /psql/],
    ['copy t to stdout;', /psql/],
  ])('refuses what only psql knows with words: %j', async (script, title) => {
    await expect(splitPostgres(script)).rejects.toMatchObject({ code: 'migration.sql-invalid', title: expect.stringMatching(title) })
  })

  it('reads a long script piece by piece to the same end, other work getting its turn', async () => {
    const parts = [
      "select 'ä😀;', E'\\';', $a$ ; $a$ -- ;\n",
      'create function f() returns int begin atomic select 1; select 2; end',
      'select 1 /* ; /* ; */ ; */',
      `select '${'漢'.repeat(5000)};'`,
    ].map((text) => text.trim())
    const plain = [0, 2, 3].map((index) => parts[index] ?? '')
    const long = (pieces: readonly string[]): string =>
      pieces
        .map((text) => `${text}\n;`)
        .join('\n')
        .repeat(60)
    for (const pieces of [plain, parts]) {
      let turns = 0
      const timer = setInterval(() => turns++, 0)
      const found = await splitPostgres(long(pieces))
      clearInterval(timer)
      expect(found.map(({ text }) => text.replace(/\s*-- ;$/, ''))).toEqual(
        Array(60)
          .fill(pieces.map((text) => text.replace(/\s*-- ;$/, '')))
          .flat(),
      )
      expect(found.at(-1)?.line).toBe(long(pieces).split('\n').length - 1)
      if (pieces === plain) expect(turns).toBeGreaterThan(1)
    }
    await expect(splitPostgres(`${long(plain)}\nselect from where`)).rejects.toMatchObject({
      code: 'migration.sql-invalid',
      detail: expect.stringContaining('"where"'),
    })
  })

  it('takes COPY from a file of the server', async () => {
    expect(await texts("copy t from '/srv/x.csv'")).toEqual(["copy t from '/srv/x.csv'"])
  })
})
