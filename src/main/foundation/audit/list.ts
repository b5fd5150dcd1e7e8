import type { AuditEntry } from '#contract/audit.ts'
import type { State } from '../state/index.ts'
import { type AuditRow, toEntry } from './chain.ts'

export interface AuditQuery {
  /** Lines before this sequence number. */
  readonly before?: number | undefined
  readonly limit?: number
  /** Text anywhere in operator, action, target or detail; case does not matter. */
  readonly search?: string | undefined
  /** `noun.verb`, or a noun alone for all its verbs. */
  readonly action?: string | undefined
  readonly operator?: string | undefined
  readonly outcome?: AuditEntry['outcome'] | undefined
}

export interface AuditPage {
  readonly entries: AuditEntry[]
  /** The `before` of the next page; null at the end. */
  readonly next: number | null
  /** Lines that match, on all pages. */
  readonly total: number
}

const anywhere = (text: string): string => `%${text.replace(/[\\%_]/g, '\\$&')}%`

/** A page of the log, newest first. */
export function list(state: State, query: AuditQuery): AuditPage {
  const { before, limit = 100, search, action, operator, outcome } = query
  const conditions: string[] = []
  const values: Record<string, string | number> = {}
  const where = (condition: string, name: string, value: string | number): void => {
    conditions.push(condition)
    values[name] = value
  }
  if (search) {
    const searched = ['operator', 'action', "coalesce(target, '')", 'detail'].map((column) => `${column} LIKE @search ESCAPE '\\'`)
    where(`(${searched.join(' OR ')})`, 'search', anywhere(search))
  }
  if (action) where("(action = @action OR substr(action, 1, length(@action) + 1) = @action || '.')", 'action', action)
  if (operator) where('operator = @operator', 'operator', operator)
  if (outcome) where('outcome = @outcome', 'outcome', outcome)
  const matching = conditions.length > 0 ? conditions.join(' AND ') : 'true'

  const total = state.database.prepare<[typeof values], number>(`SELECT count(*) FROM audit WHERE ${matching}`).pluck().get(values) ?? 0
  const rows = state.database
    .prepare<[typeof values], AuditRow>(`SELECT * FROM audit WHERE ${matching} AND sequence < @before ORDER BY sequence DESC LIMIT @limit`)
    .all({ ...values, before: before ?? Number.MAX_SAFE_INTEGER, limit: limit + 1 })
  const entries = rows.slice(0, limit).map(toEntry)
  return { entries, next: rows.length > limit ? (entries.at(-1)?.sequence ?? null) : null, total }
}

/** The lines that follow a sequence number, oldest first: for whoever copies the log. */
export function after(state: State, sequence: number, limit: number): { entries: AuditEntry[]; next: number | null } {
  const rows = state.database
    .prepare<[number, number], AuditRow>('SELECT * FROM audit WHERE sequence > ? ORDER BY sequence LIMIT ?')
    .all(sequence, limit + 1)
  const entries = rows.slice(0, limit).map(toEntry)
  return { entries, next: rows.length > limit ? (entries.at(-1)?.sequence ?? null) : null }
}
