import { expect, test } from 'vitest'
import { isAbandoned, scratchName } from './scratch-name.ts'

const now = new Date('2026-03-01T12:00:00Z')
const later = (minutes: number): Date => new Date(now.getTime() + minutes * 60_000)

test('a scratch database is abandoned an hour after its making, and its name fits every engine', () => {
  const name = scratchName(now)
  expect(name).toMatch(/^[a-z_0-9]{1,63}$/)
  expect(scratchName(now)).not.toBe(name)
  expect(isAbandoned(name, later(59))).toBe(false)
  expect(isAbandoned(name, later(61))).toBe(true)
})

test.each(['provost_scratch_', 'provost_scratch_old_0123456789x', 'provost_scratch_1_abc', 'my_provost_scratch_1_0123456789', 'tenants'])(
  'the name %j is nobody’s scratch database',
  (name) => {
    expect(isAbandoned(name, later(1e6))).toBe(false)
  },
)
