import type { ClientLink } from '@orpc/client'

export type Link = ClientLink<Record<never, never>>

/** Why a transport ended: it was lost and may be opened again, or the session is over and only a new address helps. */
export interface Ending {
  readonly kind: 'lost' | 'session-over'
  readonly detail: string
}

export interface Transport {
  readonly link: Link
  close(): void
}

/** Opens one transport. `ended` is called once when it ends, and before any call in flight on it rejects. */
export type OpenTransport = (ended: (ending: Ending) => void) => Promise<Transport>
