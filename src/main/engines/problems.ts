import { ProvostError } from '#contract/errors.ts'
import type { TableReference } from '#contract/tables.ts'
import { nearNames } from './near-names.ts'

/** How a table is written for a person: `compliance.withdrawals`, `users`. */
export const tableWords = (table: TableReference): string => (table.schema === null ? table.name : `${table.schema}.${table.name}`)

export const queryTimeout = (ms: number): ProvostError =>
  new ProvostError('query.timeout', `The statement was stopped: it took longer than ${inSeconds(ms)}.`, {
    remedy: ['Narrow it with a filter, or sort by an indexed column.', 'Raise the limit where the caller allows it.'],
    retryable: true,
  })

/** Bytes of one row at most, as its server sends it. A row is held whole before anything of it can be cut. */
export const mostRowBytes = 32_000_000

/** `bytes` is null where it is only known that there were too many. */
export const rowTooLarge = (bytes: number | null, most: number): ProvostError =>
  new ProvostError('query.too-large', `A row of the result takes more than ${inMegabytes(most)}.`, {
    detail: bytes === null ? '' : `It takes ${inMegabytes(bytes)}.`,
    remedy: ['Select only the columns you need.', 'Of a long value select a part: substr(COLUMN, 1, 1000), or its length: length(COLUMN).'],
  })

const inMegabytes = (bytes: number): string => `${Math.round(bytes / 1_000_000)} MB`

const inSeconds = (ms: number): string => (ms % 1000 === 0 ? `${ms / 1000} s` : `${ms} ms`)

export const tableUnknown = (table: TableReference, known: readonly string[] = []): ProvostError => {
  const near = nearNames(table.name, known)
  return new ProvostError('table.unknown', `There is no table ${tableWords(table)} here, or this login may not see it.`, {
    remedy: [
      ...(near.length > 0 ? [`Near names: ${near.join(', ')}.`] : []),
      'List the tables, and check the spelling: names are case-sensitive.',
    ],
  })
}

export const tableGone = (table: string, cause?: unknown): ProvostError =>
  new ProvostError('table.gone', table === '' ? 'A table is gone.' : `The table ${table} is gone: it was dropped or renamed.`, {
    detail: cause instanceof Error ? cause.message : '',
    remedy: ['Reload the list of tables.'],
    cause,
  })

export const columnUnknown = (table: TableReference, column: string, known: readonly string[]): ProvostError => {
  const near = nearNames(column, known)
  return new ProvostError('column.unknown', `There is no column "${column}" in ${tableWords(table)}.`, {
    remedy: [near.length > 0 ? `Near names: ${near.join(', ')}.` : `Its columns: ${known.slice(0, 20).join(', ')}.`],
  })
}

export const cursorInvalid = (why: string, cause?: unknown): ProvostError =>
  new ProvostError('cursor.invalid', 'The place to continue from is not valid.', {
    detail: why,
    remedy: ['Start again from the first page.'],
    cause,
  })

export const filterInvalid = (why: string, more: { detail?: string; remedy?: readonly string[]; cause?: unknown } = {}): ProvostError =>
  new ProvostError('filter.invalid', why, more)

export const sortInvalid = (why: string, more: { detail?: string; cause?: unknown } = {}): ProvostError =>
  new ProvostError('sort.invalid', why, { ...more, remedy: ['Sort by another column.'] })

export const readOnly = (detail: string, cause?: unknown): ProvostError =>
  new ProvostError('query.read-only', 'The statement was refused: only statements that read may run here.', {
    detail,
    remedy: ['Use a statement that reads, such as SELECT.', 'Make changes through an operation of the console, which is recorded.'],
    cause,
  })

export const notSingle = (detail: string, cause?: unknown): ProvostError =>
  new ProvostError('query.not-single', 'Exactly one statement may run at a time.', {
    detail,
    remedy: ['Run the statements one by one.'],
    cause,
  })

export const noStatement = (cause?: unknown): ProvostError =>
  new ProvostError('query.not-single', 'There is no statement in that text.', {
    remedy: ['Write one that reads, such as: select 1'],
    cause,
  })

/** For a person's own statement a missing table is the statement's fault, told in the database's words. */
export const asQueryProblem = (error: unknown): unknown =>
  error instanceof ProvostError && error.code === 'table.gone'
    ? new ProvostError('query.failed', 'The statement names a table that does not exist.', {
        detail: error.detail,
        remedy: ['Check the name and, where there are several, the schema.'],
        cause: error.cause,
      })
    : error

export const queryFailed = (detail: string, cause?: unknown): ProvostError =>
  new ProvostError('query.failed', 'The database refused the statement.', {
    detail,
    remedy: ['Read the words of the database and correct the statement.'],
    cause,
  })
