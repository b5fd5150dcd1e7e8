import { describe, expect, it } from 'vitest'
import { redactStatement } from './redact-statement.ts'

describe('a redacted statement', () => {
  it.each([
    ['postgres', "select * from users where email = 'ines@example.org' and id > 42.5", 'select * from users where email = ? and id > ?'],
    ['postgres', "select 'it''s' -- planted\n, 1", 'select ? , ?'],
    ['postgres', "select 'a\\', 'planted', $tag$planted$tag$, $$planted$$", 'select ?, ?, ?, ?'],
    ['postgres', "select e'a\\', planted', b", 'select ?, b'],
    ['postgres', "select 'unfinished planted", 'select ?'],
    ['postgres', 'select $$unfinished planted', 'select ?'],
    ['postgres', 'select "Mixed Case" from t where a = $1', 'select "Mixed Case" from t where a = $1'],
    ['postgres', 'select /* planted /* nested */ planted */ t1.col2 from t1', 'select t1.col2 from t1'],
    ['mysql', "select \"planted\", 'a\\'planted', `Mixed Case`", 'select ?, ?, `Mixed Case`'],
    ['mysql', "select 1 # it's planted\n, 'planted'", 'select ? , ?'],
    ['mysql', "select 5--'multi\nplanted'", 'select ?--?'],
    ['sqlite', "select [it's], 'planted'", "select [it's], ?"],
  ] as const)('of %s keeps the shape of %s and none of its values', (dialect, sql, redacted) => {
    expect(redactStatement(sql, dialect)).toBe(redacted)
  })

  it('is at most 2,000 characters', () => {
    expect(redactStatement(`select ${'a, '.repeat(5000)}b`, 'postgres').length).toBe(2000)
  })
})
