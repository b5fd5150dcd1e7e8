import { describe, expect, it } from 'vitest'
import { byRevision } from './offline-sql.ts'

describe('what alembic prints for an upgrade', () => {
  it('is cut into the parts of its revisions, merges as well', () => {
    const text = [
      'BEGIN;\n',
      'CREATE TABLE alembic_version (version_num VARCHAR(32) NOT NULL);\n',
      '-- Running upgrade  -> a1\n\nCREATE TABLE people (id INTEGER);\n',
      "INSERT INTO alembic_version (version_num) VALUES ('a1');\n",
      '-- Running upgrade a1 -> b2\n\nALTER TABLE people ADD COLUMN age INTEGER;\n',
      '-- Running upgrade b2, c3 -> d4\n\nSELECT 1;\n\nCOMMIT;\n',
    ].join('\n')
    const parts = byRevision(text)
    expect([...parts.keys()]).toEqual(['a1', 'b2', 'd4'])
    expect(parts.get('a1')).toMatch(/^BEGIN;[\s\S]*VALUES \('a1'\);$/)
    expect(parts.get('b2')).toBe('-- Running upgrade a1 -> b2\n\nALTER TABLE people ADD COLUMN age INTEGER;')
    expect(parts.get('d4')).toContain('COMMIT;')
  })

  it('is cut for a downgrade by the revision that is taken back', () => {
    const text = [
      '-- Running downgrade d4 -> b2, c3\n\nDROP TABLE grades;\n',
      '-- Running downgrade b2 -> a1\n\nALTER TABLE people DROP COLUMN age;\n',
      '-- Running downgrade a1 -> \n\nDROP TABLE people;\n',
    ].join('\n')
    expect([...byRevision(text, 'downgrade')].map(([revision, sql]) => [revision, sql.split('\n').at(-1)])).toEqual([
      ['d4', 'DROP TABLE grades;'],
      ['b2', 'ALTER TABLE people DROP COLUMN age;'],
      ['a1', 'DROP TABLE people;'],
    ])
  })

  it('may be nothing', () => {
    expect(byRevision('')).toEqual(new Map())
  })
})
