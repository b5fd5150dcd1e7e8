/** What a list's address can hold. All of it is text, so that a link reads well. */
export interface ListSearch {
  readonly target?: string
  /** The saved or built-in view. */
  readonly view?: string
  readonly search?: string
  readonly status?: string
  /** `name` or `-name`, several by commas. */
  readonly sort?: string
  /** The row whose side pane stands open. */
  readonly open?: string
}

const names = ['target', 'view', 'search', 'status', 'sort', 'open'] as const

/** Reads a list's address; whatever else stands in it is left out. */
export const readListSearch = (raw: Record<string, unknown>): ListSearch =>
  Object.fromEntries(
    names.flatMap((name) => {
      const value = raw[name]
      return typeof value === 'string' && value !== '' ? [[name, value]] : typeof value === 'number' ? [[name, String(value)]] : []
    }),
  )

export interface SortWords {
  readonly column: string
  readonly direction: 'asc' | 'desc'
}

/** `-due,name` → descending by due, then ascending by name. */
export const readSort = (text: string | undefined): SortWords[] =>
  (text ?? '')
    .split(',')
    .filter((part) => part !== '' && part !== '-')
    .map((part) => (part.startsWith('-') ? { column: part.slice(1), direction: 'desc' } : { column: part, direction: 'asc' }))

export const writeSort = (sort: readonly SortWords[]): string | undefined =>
  sort.length === 0 ? undefined : sort.map(({ column, direction }) => (direction === 'desc' ? `-${column}` : column)).join(',')
