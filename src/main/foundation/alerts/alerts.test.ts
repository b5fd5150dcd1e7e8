import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { openState, type State } from '../state/index.ts'
import { openAlerts } from './alerts.ts'

let directory: string
let state: State
beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), 'provost-alerts-'))
  state = openState(directory)
})
afterEach(() => {
  state.close()
  rmSync(directory, { recursive: true, force: true })
})

const failure = { kind: 'failure', subject: 'connection:a', title: 'a does not answer.', code: 'connection.refused' } as const

test('an alert is kept until somebody has seen it, and the first who did stands', () => {
  const alerts = openAlerts(state)
  const raised = alerts.raise(failure)
  expect(alerts.list({ open: true, limit: 10 })).toMatchObject({ open: 1, alerts: [{ id: raised.id, acknowledgedAt: null }] })
  expect(alerts.acknowledge(raised.id, 'ada')).toMatchObject({ acknowledgedBy: 'ada' })
  expect(alerts.acknowledge(raised.id, 'bob')).toMatchObject({ acknowledgedBy: 'ada' })
  expect(alerts.list({ open: true, limit: 10 })).toEqual({ open: 0, alerts: [] })
  expect(alerts.list({ open: false, limit: 10 }).alerts).toHaveLength(1)
  expect(() => alerts.acknowledge(99, 'ada')).toThrow(expect.objectContaining({ code: 'alert.unknown' }))
})

test('the host is told of what is raised here', () => {
  const told: unknown[] = []
  openAlerts(state, { notify: (notification) => told.push(notification) }).raise({ ...failure, detail: 'Nothing listens.' })
  expect(told).toEqual([{ title: 'a does not answer.', body: 'Nothing listens.', subject: 'connection:a' }])
})

test('whoever watches hears of another console’s alerts, raised and seen, from the call on', async () => {
  const stop = new AbortController()
  const here = openAlerts(state, { everyMs: 10 })
  here.raise(failure)
  const watching = here.watch(stop.signal)
  const other = openState(directory)
  const there = openAlerts(other)
  const raised = there.raise({ ...failure, kind: 'recovery', title: 'a answers again.' })
  expect((await watching.next()).value).toMatchObject({ id: raised.id, kind: 'recovery' })
  there.acknowledge(raised.id, 'ada')
  expect((await watching.next()).value).toMatchObject({ id: raised.id, acknowledgedBy: 'ada' })
  stop.abort()
  expect((await watching.next()).done).toBe(true)
  other.close()
})
