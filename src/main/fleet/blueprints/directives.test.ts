import { describe, expect, it } from 'vitest'
import { directivesOf } from './directives.ts'

describe('what a migration’s comments ask of the runner', () => {
  it('is one transaction and no more where they say nothing', () => {
    for (const text of ['', 'select 1', '-- provost is a console\nselect 1', "select '-- provost: no-transaction'"])
      expect(directivesOf(text)).toEqual({ transaction: true, statementTimeoutMs: null, foreignKeysOff: false, waivers: [] })
  })

  it('is read in any case of the name, after a mark of the byte order and with CRLF', () => {
    expect(directivesOf('\uFEFF-- Provost: no-transaction\r\n  --provost: foreign-keys-off\r\nselect 1')).toMatchObject({
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
  ])('takes %s for a time', (written, milliseconds) => {
    expect(directivesOf(`-- provost: statement-timeout ${written}`).statementTimeoutMs).toBe(milliseconds)
  })

  it('keeps each waiver with its reason and line', () => {
    expect(
      directivesOf('\n-- provost: waive table-drop empty since 2024\ndrop table a;\n  -- provost: waive truncate test data').waivers,
    ).toEqual([
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
  ])('refuses %s, naming its line and what there is', (text) => {
    expect(() => directivesOf(`select 1;\n${text}`)).toThrowError(
      expect.objectContaining({
        code: 'migration.sql-invalid',
        title: expect.stringContaining('Line 2'),
        detail: text,
        remedy: expect.arrayContaining([expect.stringContaining('no-transaction')]),
      }),
    )
  })
})
