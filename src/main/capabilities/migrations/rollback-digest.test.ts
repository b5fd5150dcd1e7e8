import { expect, it } from 'vitest'
import { type BackFrom, refuseUnseen, rollbackDigest } from './rollback-digest.ts'
import type { SourceMigration } from './sources/source.ts'

const migration = (version: string, downSql: string | null): SourceMigration => ({
  version,
  name: version,
  sha256: `sha of ${version}`,
  sql: '',
  downSql,
  file: '',
})
const source = (second = 'drop table b;') => ({ migrations: () => [migration('0001', 'drop table a;'), migration('0002', second)] })
const one: BackFrom = { target: 'a.example', engine: 'postgres', versions: ['0002'], stays: '0001' }
const two: BackFrom = { target: 'b.example', engine: 'postgres', versions: ['0002', '0001'], stays: null }

it('a plan has the digest of every equal plan, in whatever order its targets answered', () => {
  expect(rollbackDigest(source(), [one, two])).toBe(rollbackDigest(source(), [two, one]))
  expect(() => refuseUnseen(source(), [two, one], rollbackDigest(source(), [one, two]))).not.toThrow()
  expect(() => refuseUnseen(source(), [two, one], undefined)).not.toThrow()
})

it('another version, another target, another end and another text are each another plan', () => {
  const shown = rollbackDigest(source(), [one])
  for (const [from, back] of [
    [source(), [{ ...one, versions: ['0003', '0002'] }]],
    [source(), [one, two]],
    [source(), [{ ...one, stays: null }]],
    [source(), []],
    [source('drop table c;'), [one]],
  ] as const)
    expect(() => refuseUnseen(from, back, shown)).toThrow(expect.objectContaining({ code: 'migration.plan-changed' }))
})

it('says what it would be now', () => {
  expect(() => refuseUnseen(source(), [two], 'what was shown')).toThrow(
    expect.objectContaining({ detail: 'Now it would be b.example: 0002, 0001. Nothing was begun.' }),
  )
})
