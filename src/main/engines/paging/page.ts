import { type Kysely, type RawBuilder, type SqlBool, sql } from 'kysely'
import type { Cell, ResultColumn } from '#contract/values.ts'
import { cutCell } from '../cut-cell.ts'
import type { AnyTables, Statement, TablePage, TableQuery } from '../engine.ts'
import { batchOf, readAll, type Session } from '../session.ts'
import type { ShapeColumn, TableShape } from '../table-shape.ts'
import { decodePlace, encodePlace, fingerprint, type Place } from './cursor.ts'
import type { PagingDialect } from './dialect.ts'
import { fromTable } from './names.ts'
import { allOf, type OrderTerm, orderBy, reversed, type Stretch, stretchesAfter } from './ordering.ts'
import { type KeyedRow, PageRows } from './page-rows.ts'
import { type Plan, planConditions, planOrder } from './plan.ts'
import { explainRefusal } from './refusal.ts'

export interface PageContext {
  readonly session: Session
  readonly kysely: Kysely<AnyTables>
  readonly dialect: PagingDialect
  readonly shape: TableShape
}

export const whereAll = (conditions: readonly RawBuilder<SqlBool>[]): RawBuilder<unknown> =>
  conditions.length === 0 ? sql`` : sql` where ${allOf(conditions)}`

/** Reads one page of a table. */
export const readPage = async (context: PageContext, query: TableQuery): Promise<TablePage> => {
  const { dialect, shape } = context
  const plan: Plan = {
    ...planOrder(dialect, shape, query.sort, query.hidden),
    conditions: planConditions(dialect, shape, query.filters, query.hidden),
  }
  const key = plan.pagedBy === 'offset' ? [] : plan.terms.map((term) => term.column.name)
  const digest = fingerprint(shape.reference, query.sort, query.filters, key)
  const reader = new PageReader(context, query, plan, digest)
  try {
    return plan.pagedBy === 'offset' ? await reader.byOffset() : await reader.byKey()
  } catch (error) {
    throw explainRefusal(error, dialect, query)
  }
}

interface Shown {
  readonly column: ShapeColumn
  /** Null for a hidden column, which is not even selected. */
  readonly shown: ReturnType<PagingDialect['shown']> | null
}

class PageReader {
  readonly #context: PageContext
  readonly #query: TableQuery
  readonly #plan: Plan
  readonly #digest: string
  readonly #layout: readonly Shown[]
  /** How many expressions each term's key takes. */
  readonly #keyLayout: readonly number[]

  constructor(context: PageContext, query: TableQuery, plan: Plan, digest: string) {
    this.#context = context
    this.#query = query
    this.#plan = plan
    this.#digest = digest
    const { shape, dialect } = context
    this.#layout = shape.columns.map((column) => ({
      column,
      shown: query.hidden.includes(column.name) ? null : dialect.shown(column, query.cellBytes),
    }))
    this.#keyLayout = plan.pagedBy === 'offset' ? [] : plan.terms.map((term) => dialect.key(term.column).length)
  }

  async byKey(): Promise<TablePage> {
    const { terms } = this.#plan
    const { place } = this.#query
    if (place.from === 'position') {
      if (place.position === 0) return this.#page(await this.#read(null, terms), 'forwards', true)
      const before = await this.#keyAt(place.position - 1)
      if (before === null) return { ...this.#page(this.#empty(), 'forwards', false), previous: this.#cursor({ end: true }) }
      return this.#page(await this.#read(before, terms), 'forwards', false)
    }
    if (place.from === 'start') return this.#page(await this.#read(null, terms), 'forwards', true)
    const at = decodePlace(place.cursor, this.#digest, terms.length)
    const key = 'key' in at ? at.key : null
    if (place.from === 'before') return this.#page(await this.#read(key, reversed(terms)), 'backwards', false)
    if (key === null) return { ...this.#page(this.#empty(), 'forwards', false), previous: this.#cursor(at) }
    const page = this.#page(await this.#read(key, terms), 'forwards', false)
    return page.rows.length === 0 ? { ...page, previous: this.#cursor({ end: true }) } : page
  }

  /** Without a key only the distance from the start tells where one is. */
  async byOffset(): Promise<TablePage> {
    const { place, limit } = this.#query
    const { terms } = this.#plan
    const at = place.from === 'after' || place.from === 'before' ? decodePlace(place.cursor, this.#digest, 0) : null
    const offset = at && 'offset' in at ? at.offset : place.from === 'position' ? place.position : 0
    if (place.from === 'before') return this.#beforeOffset(offset)
    const rows = this.#empty()
    await this.#run(this.#select(null, terms, limit + 1, offset), rows)
    const end = rows.taken.length === 0 && offset > 0 ? await this.#count() : offset
    return {
      ...this.#shown(rows.taken, rows.cappedByBytes),
      previous: end > 0 ? this.#cursor({ offset: end }) : null,
      next: rows.more ? this.#cursor({ offset: offset + rows.taken.length }) : null,
    }
  }

  /** Beyond the last row: where it was. The server has just walked all the rows for nothing, so counting them costs no more. */
  async #count(): Promise<number> {
    const { shape, kysely, session } = this.#context
    const { rows } = await readAll(session, sql`select count(*) from ${fromTable(shape)}${whereAll(this.#plan.conditions)}`.compile(kysely))
    return Number(rows[0]?.[0] ?? 0)
  }

  async #beforeOffset(offset: number): Promise<TablePage> {
    const { limit, maxBytes } = this.#query
    const wanted = Math.min(limit, offset)
    const all = new PageRows({ limit: wanted, maxBytes: Number.POSITIVE_INFINITY })
    await this.#run(this.#select(null, this.#plan.terms, wanted, offset - wanted), all)
    // Counted from the far end, so that the byte cap keeps the rows next to the place.
    const rows = new PageRows({ limit, maxBytes })
    for (const row of all.taken.reverse()) if (!rows.add(row)) break
    const start = offset - rows.taken.length
    return {
      ...this.#shown(rows.taken.reverse(), rows.cappedByBytes),
      previous: start > 0 && rows.taken.length > 0 ? this.#cursor({ offset: start }) : null,
      next: this.#cursor({ offset }),
    }
  }

  #empty(): PageRows {
    return new PageRows({ limit: this.#query.limit, maxBytes: this.#query.maxBytes })
  }

  /** Rows after a key in the given order, stretch by stretch, until the page is full and it is known whether more follow. */
  async #read(key: readonly (string | null)[] | null, terms: readonly OrderTerm[]): Promise<PageRows> {
    const rows = this.#empty()
    const { dialect } = this.#context
    const stretches: Stretch[] = key === null ? [{ condition: null, order: terms }] : stretchesAfter(dialect, terms, key)
    for (const stretch of stretches) {
      if (rows.full) break
      await this.#run(this.#select(stretch.condition, stretch.order, rows.wanted), rows)
    }
    return rows
  }

  async #run(statement: Statement, rows: PageRows): Promise<void> {
    // Cut cells are small: one trip for all. Whole ones may be of any size.
    const size = this.#query.cellBytes === undefined ? { first: 8, most: 1000 } : batchOf(rows.wanted)
    await this.#context.session.execute(statement, (batch) => batch.every((raw) => rows.add(this.#row(raw))), size)
  }

  /** A row as the session read it: the shown columns, sizes beside those that may be cut, then the key. */
  #row(raw: readonly Cell[]): KeyedRow {
    const { dialect } = this.#context
    let at = 0
    const cells = this.#layout.map(({ column, shown }): Cell => {
      if (shown === null) return { $hidden: 'role' }
      const cell = dialect.cell(column, raw[at++] ?? null)
      const size = shown.size === null ? null : (raw[at++] ?? null)
      return size === null ? cell : cutCell(cell, Number(size), this.#query.cellBytes ?? 0)
    })
    return { cells, key: this.#key(raw.slice(at)) }
  }

  #key(raw: readonly Cell[]): (string | null)[] {
    let at = 0
    return this.#keyLayout.map((width) => {
      at += width
      return this.#context.dialect.keyValue(raw.slice(at - width, at))
    })
  }

  #select(condition: RawBuilder<SqlBool> | null, order: readonly OrderTerm[], limit: number, offset = 0): Statement {
    const { dialect, shape, kysely } = this.#context
    const selected = this.#layout.flatMap(({ shown }) =>
      shown === null ? [] : shown.size === null ? [shown.value] : [shown.value, shown.size],
    )
    if (this.#plan.pagedBy !== 'offset') for (const term of this.#plan.terms) selected.push(...dialect.key(term.column))
    if (selected.length === 0) selected.push(sql`1`)
    const conditions = condition === null ? this.#plan.conditions : [...this.#plan.conditions, condition]
    return sql`select ${sql.join(selected)} from ${fromTable(shape)}${whereAll(conditions)}${orderBy(dialect, order)}${range(limit, offset)}`.compile(
      kysely,
    )
  }

  /** The key of the row at a place: one walk that reads the key only. */
  async #keyAt(position: number): Promise<(string | null)[] | null> {
    const { dialect, shape, kysely, session } = this.#context
    const { terms, conditions } = this.#plan
    const selected = terms.flatMap((term) => dialect.key(term.column))
    const found: (readonly Cell[])[] = []
    await session.execute(
      sql`select ${sql.join(selected)} from ${fromTable(shape)}${whereAll(conditions)}${orderBy(dialect, terms)}${range(1, position)}`.compile(
        kysely,
      ),
      (batch) => {
        found.push(...batch)
        return true
      },
      batchOf(1),
    )
    return found[0] === undefined ? null : this.#key(found[0])
  }

  #page(rows: PageRows, way: 'forwards' | 'backwards', fromStart: boolean): TablePage {
    const taken = way === 'forwards' ? rows.taken : [...rows.taken].reverse()
    const first = taken[0]
    const last = taken.at(-1)
    const beforeFirst = way === 'forwards' ? !fromStart : rows.more
    const afterLast = way === 'forwards' ? rows.more : true
    return {
      ...this.#shown(taken, rows.cappedByBytes),
      previous: first && beforeFirst ? this.#cursor({ key: first.key }) : null,
      next: last && afterLast ? this.#cursor({ key: last.key }) : null,
    }
  }

  #shown(rows: readonly KeyedRow[], cappedByBytes: boolean): Omit<TablePage, 'next' | 'previous'> {
    return {
      columns: this.#context.shape.columns.map(resultColumn),
      rows: rows.map((row) => row.cells),
      pagedBy: this.#plan.pagedBy,
      cappedByBytes,
    }
  }

  #cursor(place: Place): string {
    return encodePlace(place, this.#digest)
  }
}

const resultColumn = ({ name, type, nullable, kind }: ShapeColumn): ResultColumn => ({ name, type, nullable, kind })

/** Bound as part of the text: some servers refuse a floating-point parameter there, and these are our own whole numbers. */
export const range = (limit: number, offset: number): RawBuilder<unknown> =>
  offset > 0 ? sql` limit ${sql.lit(Math.trunc(limit))} offset ${sql.lit(Math.trunc(offset))}` : sql` limit ${sql.lit(Math.trunc(limit))}`
