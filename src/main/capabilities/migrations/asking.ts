/** Targets asked at once, per server, where nobody says otherwise. */
export const askedAtOnce = 8

/** A database that does not answer a statement within this time, in ms, does not answer. */
export const askPatienceMs = 15_000
