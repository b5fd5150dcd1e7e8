import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { openState, type State } from '../state/index.ts'
import { type AuditLog, openAuditLog } from './index.ts'

let folder: string
let state: State
let audit: AuditLog
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'provost-audit-'))
  state = openState(folder)
  audit = openAuditLog(state, () => new Date('2026-11-20T12:00:00.000Z'))
})
afterEach(() => {
  state.close()
  rmSync(folder, { recursive: true, force: true })
})

const entry = { operator: 'ada', roles: ['dba'], action: 'connection.add', target: 'campus', outcome: 'done' } as const
const fill = (count: number): void => {
  for (let n = 1; n <= count; n += 1) audit.append({ ...entry, target: `campus ${n}`, detail: { n } })
}
/** Changes the table as somebody would who has the file and wants no trace. */
const tamper = (sql: string): void => {
  state.database.exec('DROP TRIGGER audit_no_update; DROP TRIGGER audit_no_delete; DROP TRIGGER audit_only_append')
  state.database.exec(sql)
}

test('the first line continues 64 zeros, each further one the line before', () => {
  const first = audit.append(entry)
  const second = audit.append({ ...entry, roles: ['dba', 'auditor'], target: null, detail: { b: 1, a: [null, true, 'ü'] } })
  expect(first).toMatchObject({ sequence: 1, at: '2026-11-20T12:00:00.000Z', previousHash: '0'.repeat(64), detail: {} })
  expect(second).toMatchObject({ sequence: 2, previousHash: first.hash, target: null, detail: { a: [null, true, 'ü'], b: 1 } })
  expect(audit.verify()).toEqual({ ok: true, entries: 2, lastHash: second.hash, broken: null })
})

test('the hash of a known line stays what it is', () => {
  // A change here breaks every log that exists.
  expect(audit.append({ ...entry, detail: { rows: 3, filter: { z: 1, a: 'é' } } }).hash).toBe(
    '8af23dc90d22ed004ea35e5a9a36125e9be6305bae22804b5f05dee8f6cbb9de',
  )
})

test('an empty log is whole', () => {
  expect(audit.verify()).toEqual({ ok: true, entries: 0, lastHash: '0'.repeat(64), broken: null })
})

test.each([
  "UPDATE audit SET operator = 'eve'",
  'DELETE FROM audit WHERE sequence = 2',
  'DELETE FROM audit',
  "INSERT OR REPLACE INTO audit VALUES (2, 'x', 'eve', '[]', 'a.b', NULL, 'done', '{}', 'x', 'x')",
  "INSERT INTO audit VALUES (2, 'x', 'eve', '[]', 'a.b', NULL, 'done', '{}', 'x', 'x') ON CONFLICT DO UPDATE SET operator = 'eve'",
  "REPLACE INTO audit SELECT 1, at, 'eve', roles, action, target, outcome, detail, previous_hash, hash FROM audit WHERE sequence = 1",
])('the database itself refuses: %s', (sql) => {
  fill(3)
  expect(() => state.database.exec(sql)).toThrow('append-only')
  expect(audit.verify()).toMatchObject({ ok: true, entries: 3 })
})

test.each([
  ['a changed operator', "UPDATE audit SET operator = 'eve' WHERE sequence = 3", 3, 'altered'],
  ['a changed detail', `UPDATE audit SET detail = '{"n":4}' WHERE sequence = 3`, 3, 'altered'],
  ['a detail that is no JSON', "UPDATE audit SET detail = 'gone' WHERE sequence = 3", 3, 'altered'],
  ['a removed line', 'DELETE FROM audit WHERE sequence = 3', 4, 'Line 3, before this one, is missing'],
  ['removed first lines', 'DELETE FROM audit WHERE sequence < 3', 3, 'Lines 1 to 2, before this one, are missing'],
  ['a cut tail', 'DELETE FROM audit WHERE sequence > 3', 4, '2 lines were cut from the end'],
  ['a removed log', 'DELETE FROM audit', 1, '5 lines were cut from the end'],
  ['a line moved over another', 'DELETE FROM audit WHERE sequence = 3; UPDATE audit SET sequence = 3 WHERE sequence = 4', 3, 'altered'],
])('%s is found: which line, and why', (_, sql, sequence, reason) => {
  fill(5)
  tamper(sql)
  expect(audit.verify()).toMatchObject({ ok: false, broken: { sequence, reason: expect.stringContaining(reason) } })
})

test('a line that was changed together with its own hash does not fit the next one', async () => {
  fill(5)
  const forged = openState(join(folder, 'other'))
  const other = openAuditLog(forged, () => new Date('2026-11-20T12:00:00.000Z'))
  for (let n = 1; n <= 3; n += 1) other.append({ ...entry, target: `campus ${n}`, detail: { n: n === 3 ? 99 : n } })
  const line = other.list({ limit: 1 }).entries[0]
  forged.close()
  tamper(`UPDATE audit SET detail = '{"n":99}', hash = '${line?.hash}' WHERE sequence = 3`)
  expect(audit.verify()).toMatchObject({
    ok: false,
    entries: 3,
    broken: { sequence: 4, reason: expect.stringContaining('does not continue') },
  })
  expect(await audit.verifyInSteps()).toEqual(audit.verify())
})

test('a line appended after a cut leaves the gap visible', () => {
  fill(5)
  tamper('DELETE FROM audit WHERE sequence > 3')
  expect(audit.append(entry).sequence).toBe(6)
  expect(audit.verify()).toMatchObject({ ok: false, broken: { sequence: 6, reason: expect.stringContaining('Lines 4 to 5') } })
})

test('pages go from newest to oldest and cover every line once', () => {
  fill(25)
  const seen: number[] = []
  let before: number | undefined
  for (;;) {
    const page = audit.list({ limit: 10, before })
    expect(page.total).toBe(25)
    seen.push(...page.entries.map((each) => each.sequence))
    if (page.next === null) break
    before = page.next
  }
  expect(seen).toEqual(Array.from({ length: 25 }, (_, n) => 25 - n))
})

test('lines are found by operator, action, its noun, outcome and any text', () => {
  audit.append(entry)
  audit.append({
    ...entry,
    operator: 'grace',
    action: 'registrar.export',
    target: 'northfield.example',
    detail: { list: 'people', rows: '100%' },
  })
  audit.append({ ...entry, action: 'connection.remove', outcome: 'refused' })
  const found = (query: Parameters<AuditLog['list']>[0]): number[] => audit.list(query).entries.map((each) => each.sequence)
  expect(found({ operator: 'grace' })).toEqual([2])
  expect(found({ action: 'connection.add' })).toEqual([1])
  expect(found({ action: 'connection' })).toEqual([3, 1])
  expect(found({ outcome: 'refused' })).toEqual([3])
  expect(found({ search: 'NORTHFIELD' })).toEqual([2])
  expect(found({ search: '100%' })).toEqual([2])
  expect(found({ search: '_' })).toEqual([])
  expect(found({ search: "'; DROP TABLE audit; --" })).toEqual([])
  expect(audit.list({ action: 'connection', outcome: 'refused' }).total).toBe(1)
})

test('a copy is read oldest first, page by page', () => {
  fill(5)
  const first = audit.after(0, 3)
  expect(first.entries.map((each) => each.sequence)).toEqual([1, 2, 3])
  expect(first.next).toBe(3)
  expect(audit.after(3, 3)).toMatchObject({ entries: [{ sequence: 4 }, { sequence: 5 }], next: null })
})

test('a line belongs to the act it is written with: both or neither', () => {
  const act = (): void =>
    state.write(() => {
      audit.append(entry)
      throw new Error('the act failed')
    })
  expect(act).toThrow('the act failed')
  expect(audit.list().total).toBe(0)
  expect(audit.append(entry).sequence).toBe(1)
  expect(audit.verify().ok).toBe(true)
})

test('odd text is kept as it can be, and the chain stays whole', () => {
  const odd = 'half \ud800 surrogate, nul \u0000, line\u2028end, "quotes"'
  audit.append({
    operator: odd,
    roles: [odd],
    action: odd,
    target: odd,
    outcome: 'failed',
    detail: { [odd]: odd, 10: 'ten', 9: 'nine', big: 10n ** 20n, not: Number.NaN, gone: undefined, at: new Date(0) },
  })
  expect(audit.verify().ok).toBe(true)
  expect(audit.list().entries[0]?.detail).toMatchObject({ big: '100000000000000000000', not: 'NaN', at: '1970-01-01T00:00:00.000Z' })
})

test('secrets in a detail do not reach the log', () => {
  const secrets = {
    password: 'hunter2',
    newPassword: 'hunter2',
    PGPASSWORD: 'hunter2',
    config: { tls: { private_key: 'hunter2', ca: 'kept' }, list: [{ 'api-key': 'hunter2', name: 'kept' }] },
    token: 'hunter2',
    vaultPassphrase: 'hunter2',
    url: 'postgres://ada:hunter2@db.example:5432/campus',
    words: 'could not reach mysql://root:hunter2@10.0.0.1/x at all',
    pem: '-----BEGIN PRIVATE KEY-----\nhunter2\n-----END PRIVATE KEY-----',
  }
  const { detail } = audit.append({ ...entry, detail: secrets })
  expect(JSON.stringify(detail)).not.toContain('hunter2')
  expect(detail).toMatchObject({ config: { tls: { ca: 'kept' }, list: [{ name: 'kept' }] }, url: 'postgres://ada@db.example:5432/campus' })
})
