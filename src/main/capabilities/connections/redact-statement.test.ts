import { describe, expect, it } from 'vitest'
import { redactStatement } from './redact-statement.ts'

describe('a redacted statement', () => {
  it.each([
    ["select * from users where email = 'ines@example.org' and id > 42", 'select * from users where email = ? and id > ?'],
    ["select 'it''s' -- planted\n, 1", 'select ? , ?'],
    ["select 'a\\'b', $tag$planted$tag$, $$planted$$", 'select ?, ?, ?'],
    ["select 'unfinished planted", 'select ?'],
    ['select /* planted */ t1.col2 from t1', 'select t1.col2 from t1'],
  ])('keeps the shape of %s and none of its values', (sql, redacted) => {
    expect(redactStatement(sql)).toBe(redacted)
  })

  it('is at most 2,000 characters', () => {
    expect(redactStatement(`select ${'a, '.repeat(5000)}b`).length).toBe(2000)
  })
})
