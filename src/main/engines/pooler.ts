/**
 * What stands between a session and its server: nothing, or a pooler such as PgBouncer that lends a server's session for as long
 * as the client's own (`session`), or for one transaction at a time (`transaction`, or for less).
 */
export type Pooler = 'none' | 'session' | 'transaction'

/** Each knows what it goes through: a `Database`, or a session for migrations. */
export interface KnowsPooler {
  pooler(): Promise<Pooler>
}

/**
 * What stands between this and its server. One round trip where nothing does, and none where it was asked before; a second
 * session is opened for a moment where a pooler does. With `transaction` there are no session locks and no session settings.
 */
export const poolerOf = (place: KnowsPooler): Promise<Pooler> => place.pooler()

/** What a pooler means for whoever works through it; null where there is none. */
export const poolerWords = (pooler: Pooler): string | null => {
  if (pooler === 'none') return null
  return pooler === 'session'
    ? 'Reached through a connection pooler such as PgBouncer, session pooling: each session here keeps one of its server’s.'
    : 'Reached through PgBouncer or a pooler like it, transaction pooling: there are no session locks and no session settings, reads run in read-only transactions, and migrations are refused. For those use the server’s own port.'
}
