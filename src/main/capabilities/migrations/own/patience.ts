/** What a server is given beyond its own limit before it is taken for one that does not answer, in ms. */
const graceMs = 5000

/** A database that does not answer one of Provost's own small statements within this time does not answer. */
export const answerWithinMs = 30_000

/** How long a statement with a limit is waited for: the server keeps the limit itself, unless it hangs. 0 is no limit. */
export const waitedFor = (limitMs: number): { readonly timeoutMs?: number } => (limitMs > 0 ? { timeoutMs: limitMs + graceMs } : {})
