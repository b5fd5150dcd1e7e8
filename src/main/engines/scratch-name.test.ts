import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { expect, test } from 'vitest'
import { isAbandoned, scratchName } from './scratch-name.ts'

const now = new Date('2026-03-01T12:00:00Z')
const later = (minutes: number): Date => new Date(now.getTime() + minutes * 60_000)

/** The name as another process would give it. */
const by = (change: { machine?: string; pid?: number; started?: string }): string => {
  const [, , made, machine, pid, started, end] = scratchName(now).split('_')
  return ['provost', 'scratch', made, change.machine ?? machine, change.pid?.toString(36) ?? pid, change.started ?? started, end].join('_')
}

test('a scratch database’s name fits every engine, and there are no two of a name', () => {
  const name = scratchName(now)
  expect(name).toMatch(/^[a-z_0-9]{1,63}$/)
  expect(scratchName(now)).not.toBe(name)
})

test('one of a process that lives is in use, however old', () => {
  expect(isAbandoned(scratchName(now), later(600))).toBe(false)
  expect(isAbandoned(by({ pid: process.ppid }), later(600))).toBe(false)
})

test('one of a process that is gone is abandoned at once', async () => {
  const child = spawn(process.execPath, ['-e', ''])
  await once(child, 'exit')
  expect(isAbandoned(by({ pid: child.pid ?? 0 }), now)).toBe(true)
  expect(isAbandoned(by({ started: '1' }), now)).toBe(true)
})

test.each([by({ machine: '01234567', pid: 1 }), 'provost_scratch_tb7yo0_0123456789'])(
  'one of another machine (%s) is left for an hour',
  (name) => {
    expect(isAbandoned(name, later(59))).toBe(false)
    expect(isAbandoned(name, later(61))).toBe(true)
  },
)

test('a number that lives a day later is another process’s', () => {
  expect(isAbandoned(by({ pid: process.ppid }), later(25 * 60))).toBe(true)
})

test.each([
  'provost_scratch_',
  'provost_scratch_old_0123456789x',
  'provost_scratch_1_abc',
  'provost_scratch_1_01234567_1_1_0123456',
  'my_provost_scratch_1_0123456789',
  'tenants',
])('the name %j is nobody’s scratch database', (name) => {
  expect(isAbandoned(name, later(1e6))).toBe(false)
})
