import type { AuditEntry } from '#contract/audit.ts'
import { client, problemOf } from '../bridge/index.ts'
import { PagedSource } from '../ui/grid/index.ts'

export type Outcome = AuditEntry['outcome']

export interface AuditWanted {
  readonly search?: string
  readonly outcome?: Outcome
}

/** The log newest first, page by page; the log itself says how many lines match. */
export function openAudit(wanted: AuditWanted): PagedSource<AuditEntry> {
  const source: PagedSource<AuditEntry> = new PagedSource<AuditEntry>({
    total: null,
    exact: false,
    pageSize: 250,
    // It has no positions: a far page is reached by walking back in time.
    reach: 'walk',
    problemOf,
    fetch: async (place, limit, signal) => {
      const page = await client.audit.list(
        { ...wanted, limit, ...(place.from === 'after' ? { before: Number(place.cursor) } : {}) },
        { signal },
      )
      queueMicrotask(() => source.counted(page.total))
      return { rows: page.entries, next: page.next === null ? null : String(page.next), previous: null }
    },
  })
  return source
}
