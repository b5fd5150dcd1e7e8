import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { openAuditLog } from '../../src/main/foundation/audit/index.ts'
import { openState } from '../../src/main/foundation/state/index.ts'
import { runChild } from './children/run-child.ts'

let directory: string
beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), 'provost-audit-faults-'))
})
afterEach(() => rmSync(directory, { recursive: true, force: true }))

test('two consoles that append 200 lines each at once make one chain of 400', async () => {
  const children = ['ada', 'grace'].map((operator) => runChild('append-audit.ts', [directory, operator, '200']))
  const ends = await Promise.all(children.map((child) => child.ended))
  expect(ends).toMatchObject([{ code: 0 }, { code: 0 }])
  const state = openState(directory)
  const audit = openAuditLog(state)
  expect(audit.verify()).toMatchObject({ ok: true, entries: 400, broken: null })
  expect(audit.list({ operator: 'ada' }).total).toBe(200)
  expect(audit.list({ operator: 'grace' }).total).toBe(200)
  const turns = audit.list({ limit: 1000 }).entries.map((entry) => entry.operator)
  expect(turns.some((operator, index) => index > 0 && operator !== turns[index - 1])).toBe(true)
  state.close()
})

test('a console that is killed while it appends leaves a whole chain with every line it was told of', async () => {
  const child = runChild('append-audit.ts', [directory, 'ada', '100000'])
  await child.line(/^appended 50$/)
  await child.kill()
  const told = Number(child.lines.at(-1)?.split(' ')[1])
  const state = openState(directory)
  const verdict = openAuditLog(state).verify()
  expect(verdict.ok).toBe(true)
  expect(verdict.entries).toBeGreaterThanOrEqual(told)
  state.close()
})
