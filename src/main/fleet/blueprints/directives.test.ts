import { describe, expect, it } from 'vitest'
import type { EngineKind } from '#contract/connections.ts'
import { splitStatements } from '../../engines/index.ts'
import { directivesOf } from './directives.ts'

const read = async (text: string, engine: EngineKind = 'postgres') => directivesOf(engine, text, await splitStatements(engine, text))
const nothing = { transaction: true, statementTimeoutMs: null, foreignKeysOff: false, waivers: [] }

describe('what a migration’s comments ask of the runner', () => {
  it('is one transaction and no more where they say nothing', async () => {
    for (const text of ['', 'select 1', '-- provost is a console\nselect 1', "select '-- provost: no-transaction'"])
      expect(await read(text)).toEqual(nothing)
  })

  it('is read in any case of the name, after a mark of the byte order and with CRLF', async () => {
    expect(await read('\uFEFF-- Provost: no-transaction\r\n  --provost: foreign-keys-off\r\nselect 1')).toMatchObject({
      transaction: false,
      foreignKeysOff: true,
    })
  })

  it.each([
    ['10min', 600_000],
    ['30 s', 30_000],
    ['45', 45_000],
    ['250ms', 250],
    ['2H', 7_200_000],
    ['0', 0],
  ])('takes %s for a time', async (written, milliseconds) => {
    expect((await read(`-- provost: statement-timeout ${written}`)).statementTimeoutMs).toBe(milliseconds)
  })

  it('keeps each waiver with its reason and line', async () => {
    const { waivers } = await read('\n-- provost: waive table-drop empty since 2024\ndrop table a;\n  -- provost: waive truncate test data')
    expect(waivers).toEqual([
      { rule: 'table-drop', reason: 'empty since 2024', line: 2 },
      { rule: 'truncate', reason: 'test data', line: 4 },
    ])
  })

  it.each([
    '-- provost: no-transactions',
    '-- provost: no-transaction at all',
    '-- provost: statement-timeout',
    '-- provost: statement-timeout soon',
    '-- provost: waive',
    '-- provost: waive table-drop',
    '-- provost:',
  ])('refuses %s, naming its line and what there is', async (text) => {
    await expect(read(`select 1;\n${text}`)).rejects.toThrowError(
      expect.objectContaining({
        code: 'migration.sql-invalid',
        title: expect.stringContaining('Line 2'),
        detail: text,
        remedy: expect.arrayContaining([expect.stringContaining('no-transaction')]),
      }),
    )
  })

  const line = '-- provost: no-transaction'
  it.each<readonly [string, EngineKind, string]>([
    [
      'a body in dollar quotes',
      'postgres',
      `create function f() returns int language plpgsql as $body$\nbegin\n${line}\nreturn 1; end $body$`,
    ],
    ['a string', 'postgres', `select 'one\n${line}\ntwo'`],
    ['a quoted name', 'sqlite', `create table "a\n${line}\nb" (a)`],
    ['a string of MySQL', 'mysql', `insert into t values ("one\n${line}\ntwo")`],
    ['a body of MySQL', 'mysql', `create procedure p()\nbegin\n${line}\nselect 1;\nend;\nselect 2`],
    ['a body between DELIMITER lines', 'mysql', `DELIMITER //\ncreate procedure p()\nbegin\n${line}\nselect 1;\nend//`],
    ['the body of a trigger', 'sqlite', `create trigger x after insert on t begin\n${line}\nselect 1;\nend`],
    ['a comment in stars', 'postgres', `/* as in\n${line}\n*/ select 1`],
    ['a statement', 'postgres', `select 1\n${line}\n, 2`],
    ['a string behind a comment', 'sqlite', "select 'a' --\n, '\n-- provost: nothing'"],
  ])('are not looked for in %s', async (_, engine, text) => {
    expect(await read(text, engine)).toEqual(nothing)
  })

  it.each(['postgres', 'mysql', 'sqlite'] as const)('are read between statements as well, on %s', async (engine) => {
    const text = `select 'a\nb';\n${line}\nselect /* c\n */ 1;\n-- provost: waive truncate because\n`
    expect(await read(text, engine)).toMatchObject({ transaction: false, waivers: [{ line: 6 }] })
  })
})
