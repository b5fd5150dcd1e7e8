import type { ListSearch } from '../shell/list-search.ts'
import { readListSearch } from '../shell/list-search.ts'

/** What the addresses of this desk hold beyond a list's. */
export interface MigrationsSearch extends ListSearch {
  /** A folder of migrations; none stands for each tenant's own blueprint. */
  readonly source?: string
  /** Which targets, as `targets-text.ts` writes them; none stands for every tenant. */
  readonly on?: string
  /** Up to this version, and it too; none stands for the newest. */
  readonly to?: string
  /** How far a rollback goes, as `how-far.ts` writes it; none stands for one step. */
  readonly back?: string
  /** A part of the screen: its tab. */
  readonly part?: string
  /** A job whose run is to be shown. */
  readonly job?: string
}

const names = ['source', 'on', 'to', 'back', 'part', 'job'] as const

/** Reads an address of this desk. A version such as 0003 stays the text it is. */
export const readMigrationsSearch = (raw: Record<string, unknown>): MigrationsSearch => ({
  ...readListSearch(raw),
  ...Object.fromEntries(
    names.flatMap((name) => {
      const value = raw[name]
      return typeof value === 'string' && value !== '' ? [[name, value]] : typeof value === 'number' ? [[name, String(value)]] : []
    }),
  ),
})
