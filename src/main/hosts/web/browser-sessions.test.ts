import { expect, test } from 'vitest'
import { BrowserSessions } from './browser-sessions.ts'

const minute = 60_000
const at = (start = Date.parse('2026-11-20T08:00:00Z')) => {
  let now = start
  return { clock: () => new Date(now), pass: (ms: number) => (now += ms) }
}

test('a token has 256 bits and opens one session', () => {
  const sessions = new BrowserSessions()
  const token = sessions.mint()
  expect(Buffer.from(token, 'base64url')).toHaveLength(32)
  const session = sessions.redeem(token)
  expect(sessions.find(session?.key)).toBe(session)
  expect(sessions.redeem(token)).toBeNull()
})

test('a token is void after five minutes, and stays void', () => {
  const time = at()
  const sessions = new BrowserSessions(time.clock)
  const token = sessions.mint()
  time.pass(5 * minute)
  expect(sessions.redeem(token)).toBeNull()
  time.pass(-5 * minute)
  expect(sessions.redeem(token)).toBeNull()
})

test('a session ends after twelve hours', () => {
  const time = at()
  const sessions = new BrowserSessions(time.clock)
  const session = sessions.redeem(sessions.mint())
  time.pass(12 * 60 * minute - 1)
  expect(sessions.find(session?.key)).toBe(session)
  expect(session && sessions.remaining(session)).toBe(1)
  time.pass(1)
  expect(sessions.find(session?.key)).toBeNull()
})

test('what was never handed out opens nothing', () => {
  const sessions = new BrowserSessions()
  const token = sessions.mint()
  expect(sessions.redeem('')).toBeNull()
  expect(sessions.redeem(token.slice(1))).toBeNull()
  expect(sessions.find(token)).toBeNull()
  expect(sessions.find(undefined)).toBeNull()
})
