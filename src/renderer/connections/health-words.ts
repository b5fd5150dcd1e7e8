import type { ConnectionHealth } from '#contract/connections.ts'
import { formatDuration, type GlyphName, type Tone } from '../ui/index.ts'

export const healthGlyph: Readonly<Record<ConnectionHealth['state'], readonly [glyph: GlyphName, tone: Tone]>> = {
  ok: ['ok', 'ok'],
  slow: ['warn', 'warn'],
  failed: ['fail', 'fail'],
  testing: ['running', 'accent'],
  unknown: ['unknown', 'faint'],
}

const shortOf: readonly (readonly [part: string, word: string])[] = [
  ['tls', 'TLS'],
  ['timeout', 'timeout'],
  ['auth', 'sign-in'],
  ['password', 'password'],
  ['account', 'account'],
  ['host-not-found', 'name'],
  ['host-not-allowed', 'not allowed'],
  ['refused', 'refused'],
  ['database', 'database'],
  ['permission', 'rights'],
  ['too-many', 'full'],
  ['starting', 'starting'],
  ['file', 'file'],
  ['ssh', 'SSH'],
  ['vault', 'vault'],
]

/** How a connection is, in the one word or figure that stands at the end of its line. */
export function healthShort(health: ConnectionHealth | undefined): string {
  if (health === undefined || health.state === 'unknown') return 'not tested'
  if (health.state === 'testing') return 'testing'
  if (health.state !== 'failed') return health.ms === null ? 'answers' : formatDuration(health.ms)
  return shortOf.find(([part]) => health.problem?.code.includes(part) === true)?.[1] ?? 'failed'
}
