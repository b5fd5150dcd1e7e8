import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { type EngineKind, engineKinds } from '#contract/connections.ts'
import { splitStatements } from './statements.ts'

const everywhere = [
  'select 1',
  "select 'a;b', 'it''s', 'ä😀;漢'",
  "create table größe (ä int, b varchar(10) default ';')",
  "insert into t (a) values ('-- no comment'), ('/* none */')",
  'update t set a = case when b = 1 then 2 else 3 end',
  'delete from t where a = 1',
  'select 1 /* ; */ + 2',
  'select 1 -- ;\n + 2',
]
const statements: Readonly<Record<EngineKind, readonly string[]>> = {
  postgres: [
    ...everywhere,
    'select "a;""b"',
    "do $$ begin perform 'x;'; end $$",
    "create function f() returns text language sql as $body$ select ';$$' $body$",
    'create function g() returns int begin atomic select 1; select 2; end',
    'select /* a /* nested; */ b; */ 1',
  ],
  mysql: [
    ...everywhere,
    'select `a;``b`, "c;"',
    String.raw`select 'a\';b'`,
    'select 1 # a; b\n + 1',
    '/*!40101 set names utf8mb4 */',
    'create trigger t before insert on a for each row begin if new.b then set new.c = 1; end if; set new.d = case 1 when 1 then 2 end; end',
    'create procedure p(a int) begin declare exit handler for sqlexception begin select 1; end; while 1 do select 2; end while; end',
  ],
  sqlite: [
    ...everywhere,
    'select "a;""b", `c;`, [d;]',
    String.raw`select 'a\'`,
    'create trigger t after insert on a begin update a set b = case 1 when 1 then 2 end; select 1; end',
    'create temp trigger u before delete on a begin select 1; end',
  ],
}
const gaps: Readonly<Record<EngineKind, readonly string[]>> = {
  postgres: ['\n', ' ', '\r\n\t', ';', '-- ä; b\n', '/* c;\n 漢 */', '/* /* d; */ ; */'],
  mysql: ['\n', ' ', '\r\n\t', ';', '-- ä; b\n', '/* c;\n 漢 */', '# d;\n', '--\n'],
  sqlite: ['\n', ' ', '\r\n\t', ';', '-- ä; b\n', '/* c;\n 漢 */'],
}

const scripts = (engine: EngineKind) => {
  const gap = fc.array(fc.constantFrom(...gaps[engine]), { maxLength: 4 }).map((parts) => parts.join(''))
  return fc.record({ pieces: fc.array(fc.tuple(gap, fc.constantFrom(...statements[engine])), { maxLength: 12 }), last: gap })
}

describe.each(engineKinds)('any statements of %s, set one behind another', (engine) => {
  it('are split into what they were, each with its line', async () => {
    await fc.assert(
      fc.asyncProperty(scripts(engine), async ({ pieces, last }) => {
        let text = ''
        const lines: number[] = []
        for (const [gap, statement] of pieces) {
          text += gap
          lines.push(text.split('\n').length)
          text += `${statement};`
        }
        const found = await splitStatements(engine, text + last)
        expect(found.map((statement) => statement.text)).toEqual(pieces.map(([, statement]) => statement))
        expect(found.map((statement) => statement.line)).toEqual(lines)
      }),
      { numRuns: 200 },
    )
  })

  it('are split, or refused with a place, whatever is cut away', async () => {
    await fc.assert(
      fc.asyncProperty(scripts(engine), fc.nat(), async ({ pieces }, cut) => {
        const text = pieces.map(([gap, statement]) => `${gap}${statement};`).join('')
        const shorter = text.slice(0, cut % (text.length + 1))
        try {
          const found = await splitStatements(engine, shorter)
          for (const statement of found) expect(shorter).toContain(statement.text)
        } catch (error) {
          expect(error).toMatchObject({ code: 'migration.sql-invalid', detail: expect.stringMatching(/^line \d+, column \d+/) })
        }
      }),
      { numRuns: 200 },
    )
  })
})
