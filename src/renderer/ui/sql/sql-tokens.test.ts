import { describe, expect, it } from 'vitest'
import { sqlLines, sqlTokens } from './sql-tokens.ts'

const kinds = (sql: string) =>
  sqlTokens(sql)
    .filter(({ kind }) => kind !== 'space')
    .map(({ kind, text }) => `${kind} ${text}`)

describe('shading SQL', () => {
  it('tells keywords, names, numbers, texts and comments apart', () => {
    expect(kinds("alter table refunds add note text default 'a''b' -- why")).toEqual([
      'word alter',
      'word table',
      'name refunds',
      'word add',
      'name note',
      'name text',
      'word default',
      "text 'a''b'",
      'comment -- why',
    ])
    expect(kinds('"Quoted ""name""" `back` 12.5')).toEqual(['name "Quoted ""name"""', 'name `back`', 'number 12.5'])
  })

  it('takes a dollar-quoted body as one text', () => {
    expect(kinds('as $body$ select 1; -- no comment $body$ language sql')[1]).toBe('text $body$ select 1; -- no comment $body$')
  })

  it('loses no character, whatever is left open', () => {
    for (const sql of ["select 'open", '/* open', '$x$ open', '"open', '# mysql\n;;', ''])
      expect(
        sqlTokens(sql)
          .map(({ text }) => text)
          .join(''),
      ).toBe(sql)
  })

  it('cuts a comment of several lines at each break, and ends no line with its break', () => {
    const lines = sqlLines('select 1;\r\n/* a\nb */\n')
    expect(lines).toHaveLength(3)
    expect(lines[2]).toEqual([{ kind: 'comment', text: 'b */' }])
  })
})
