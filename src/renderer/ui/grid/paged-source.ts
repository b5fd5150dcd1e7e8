import type { ProvostError } from '#contract/errors.ts'
import type { RowSource } from './row-source.ts'

/** Where a page begins: at the start, beside a page whose cursor is known, or at a row counted from the start. */
export type Place =
  | { readonly from: 'start' }
  | { readonly from: 'after' | 'before'; readonly cursor: string }
  | { readonly from: 'position'; readonly position: number }

export interface FetchedPage<Row> {
  readonly rows: readonly Row[]
  readonly next: string | null
  readonly previous: string | null
}

export interface PagedSourceOptions<Row> {
  readonly fetch: (place: Place, limit: number, signal: AbortSignal) => Promise<FetchedPage<Row>>
  /** The first word on how many rows there are; null where nobody knows. */
  readonly total: number | null
  readonly exact: boolean
  readonly pageSize?: number
  /** How a far page is reached: `position` lets the database walk there, `walk` goes page by page where it cannot. */
  readonly reach?: 'position' | 'walk'
  /** Pages kept in memory beyond those in view. */
  readonly keep?: number
  readonly problemOf: (error: unknown) => ProvostError
}

interface Page<Row> {
  rows: readonly Row[]
  /** Read before the last refresh: shown until its successor arrives. */
  stale: boolean
}

interface Cursors {
  next?: string | null
  previous?: string | null
}

/** Every source that is in use: what `retryLost` goes through. */
const inUse = new Set<{ readonly problem: ProvostError | null; retry(): void }>()

/** Reads again wherever rows are missing because the bridge was gone. For when it is back. */
export function retryLost(): void {
  for (const source of inUse) if (source.problem?.code === 'bridge.closed') source.retry()
}

/**
 * Rows of a long table, page by page by cursor. Page p comes from the end of page p−1 or the beginning of p+1 where those
 * were visited, else by position. Far pages are let go; their cursors, a few bytes each, are kept.
 */
export class PagedSource<Row> implements RowSource<Row> {
  readonly #options: Required<PagedSourceOptions<Row>>
  readonly #pages = new Map<number, Page<Row>>()
  readonly #cursors = new Map<number, Cursors>()
  readonly #loading = new Map<number, AbortController>()
  readonly #listeners = new Set<() => void>()
  #version = 0
  #total: number
  #exact: boolean
  #estimated: boolean
  #known = false
  #problem: ProvostError | null = null
  #shown: readonly [first: number, last: number] = [0, 0]
  #closed = false

  constructor(options: PagedSourceOptions<Row>) {
    this.#options = { pageSize: 200, reach: 'position', keep: 8, ...options }
    this.#total = options.total ?? 0
    this.#exact = options.exact && options.total !== null
    this.#estimated = options.total !== null
    inUse.add(this)
    this.#load(0)
  }

  get total(): number {
    return this.#total
  }
  get exact(): boolean {
    return this.#exact
  }
  /** `total` is only how far is known: there is more. */
  get atLeast(): boolean {
    return !this.#exact && !this.#estimated
  }
  get loading(): boolean {
    return !this.#known && this.#problem === null
  }
  get problem(): ProvostError | null {
    return this.#problem
  }
  /** How many pages are in memory: for tests of what is let go. */
  get pagesHeld(): number {
    return this.#pages.size
  }

  readonly version = (): number => this.#version

  readonly subscribe = (listener: () => void): (() => void) => {
    this.#listeners.add(listener)
    return () => this.#listeners.delete(listener)
  }

  row(index: number): Row | undefined {
    const { pageSize } = this.#options
    return this.#pages.get(Math.floor(index / pageSize))?.rows[index % pageSize]
  }

  show(first: number, last: number): void {
    this.#shown = [first, last]
    this.#loadShown()
    this.#letGo()
  }

  async read(first: number, last: number, signal: AbortSignal): Promise<readonly Row[]> {
    const { pageSize } = this.#options
    const rows: Row[] = []
    for (let page = Math.floor(first / pageSize); page <= Math.floor(last / pageSize); page++) {
      const known = this.#pages.get(page)?.rows ?? (await this.#fetchPage(page, signal)).rows
      const from = page * pageSize
      for (let index = Math.max(first, from); index <= Math.min(last, from + known.length - 1); index++) {
        const row = known[index - from]
        if (row !== undefined) rows.push(row)
      }
    }
    return rows
  }

  retry(): void {
    this.#problem = null
    this.#tell()
    this.#loadShown()
  }

  /** Reads what is in view again. The rows of before stay until the new ones arrive. */
  refresh(): void {
    for (const page of this.#pages.values()) page.stale = true
    for (const loading of this.#loading.values()) loading.abort()
    this.#loading.clear()
    this.#cursors.clear()
    this.#problem = null
    this.#loadShown()
  }

  /** The exact number of rows, counted on request. */
  counted(total: number): void {
    this.#total = total
    this.#exact = true
    this.#tell()
  }

  close(): void {
    this.#closed = true
    inUse.delete(this)
    for (const loading of this.#loading.values()) loading.abort()
  }

  #tell(): void {
    this.#version += 1
    for (const listener of [...this.#listeners]) listener()
  }

  #pagesShown(): readonly [first: number, last: number] {
    const { pageSize } = this.#options
    const end = Math.max(0, Math.ceil(this.#total / pageSize) - 1)
    return [Math.min(end, Math.floor(this.#shown[0] / pageSize)), Math.min(end, Math.floor(this.#shown[1] / pageSize))]
  }

  #loadShown(): void {
    const [first, last] = this.#pagesShown()
    for (const [page, loading] of this.#loading) {
      if (page >= first - 1 && page <= last + 1) continue
      // The person has scrolled on: what nobody looks at need not be read to its end.
      loading.abort()
      this.#loading.delete(page)
    }
    for (let page = first; page <= last; page++) this.#load(page)
  }

  #load(page: number): void {
    const held = this.#pages.get(page)
    if (this.#closed || this.#loading.has(page) || this.#problem !== null || (held !== undefined && !held.stale)) return
    const abort = new AbortController()
    this.#loading.set(page, abort)
    this.#fetchPage(page, abort.signal).then(
      (fetched) => {
        if (abort.signal.aborted) return
        this.#loading.delete(page)
        this.#arrived(page, fetched)
      },
      (error: unknown) => {
        if (abort.signal.aborted) return
        this.#loading.delete(page)
        this.#problem = this.#options.problemOf(error)
        this.#tell()
      },
    )
  }

  #placeOf(page: number): Place {
    if (page === 0) return { from: 'start' }
    const after = this.#cursors.get(page - 1)?.next
    if (typeof after === 'string') return { from: 'after', cursor: after }
    const before = this.#cursors.get(page + 1)?.previous
    if (typeof before === 'string') return { from: 'before', cursor: before }
    return { from: 'position', position: page * this.#options.pageSize }
  }

  async #fetchPage(page: number, signal: AbortSignal): Promise<FetchedPage<Row>> {
    const place = this.#placeOf(page)
    if (place.from === 'position' && this.#options.reach === 'walk') return this.#walkTo(page, signal)
    const fetched = await this.#fill(place, signal)
    // A page read backwards that is short has met the start: it is no whole page, so the way from the start is the true one.
    if (place.from === 'before' && fetched.rows.length < this.#options.pageSize)
      return this.#keepCursors(page, await this.#fill({ from: 'position', position: page * this.#options.pageSize }, signal))
    return this.#keepCursors(page, fetched)
  }

  #keepCursors(page: number, fetched: FetchedPage<Row>): FetchedPage<Row> {
    this.#cursors.set(page, { next: fetched.next, previous: fetched.previous })
    return fetched
  }

  /** One whole page, put together where the cap on its bytes ended it early: then there is a cursor though it is short. */
  async #fill(place: Place, signal: AbortSignal): Promise<FetchedPage<Row>> {
    const { fetch, pageSize } = this.#options
    const backwards = place.from === 'before'
    let page = await fetch(place, pageSize, signal)
    while (page.rows.length < pageSize) {
      const cursor = backwards ? page.previous : page.next
      if (cursor === null) break
      const more = await fetch({ from: backwards ? 'before' : 'after', cursor }, pageSize - page.rows.length, signal)
      if (more.rows.length === 0) break
      page = backwards
        ? { rows: [...more.rows, ...page.rows], next: page.next, previous: more.previous }
        : { rows: [...page.rows, ...more.rows], next: more.next, previous: page.previous }
    }
    return page
  }

  /** Goes forward from the nearest page whose end is known, keeping only cursors on the way. */
  async #walkTo(page: number, signal: AbortSignal): Promise<FetchedPage<Row>> {
    let from = page - 1
    while (from > 0 && typeof this.#cursors.get(from)?.next !== 'string') from -= 1
    for (; from < page; from++) {
      if (this.#cursors.get(from)?.next === undefined) await this.#fetchPage(from, signal)
      const next = this.#cursors.get(from)?.next
      if (next === null || next === undefined) return { rows: [], next: null, previous: null }
    }
    return this.#fetchPage(page, signal)
  }

  #arrived(page: number, fetched: FetchedPage<Row>): void {
    const { pageSize } = this.#options
    this.#known = true
    if (fetched.rows.length === 0 && page > 0) this.#beyondTheEnd(page)
    else {
      this.#pages.set(page, { rows: fetched.rows, stale: false })
      const end = page * pageSize + fetched.rows.length
      if (fetched.next === null) {
        this.#total = end
        this.#exact = true
      } else if (end >= this.#total) {
        // More than was known, or than the estimate: there is at least one row more.
        this.#estimated = false
        this.#total = end + pageSize
        this.#exact = false
      }
    }
    this.#letGo()
    this.#tell()
    this.#loadShown()
  }

  /** The estimate was too high: the end lies between the last row seen and here, so look halfway. */
  #beyondTheEnd(page: number): void {
    const { pageSize } = this.#options
    const lastSeen = Math.max(0, ...[...this.#pages.keys()].filter((held) => held < page).map((held) => (held + 1) * pageSize))
    this.#total = Math.max(lastSeen, Math.floor((lastSeen + page * pageSize) / 2))
    this.#exact = this.#total === lastSeen
  }

  #letGo(): void {
    const [first, last] = this.#pagesShown()
    const far = (page: number) => Math.max(first - page, page - last)
    const candidates = [...this.#pages.keys()].filter((page) => far(page) > 0).sort((a, b) => far(b) - far(a))
    while (candidates.length > this.#options.keep) {
      const page = candidates.shift()
      if (page !== undefined) this.#pages.delete(page)
    }
  }
}
