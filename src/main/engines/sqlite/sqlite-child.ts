import type BetterSqlite3 from 'better-sqlite3'
import type { Cell, ResultColumn } from '#contract/values.ts'
import { answerRequests } from '../../foundation/processes/index.ts'
import { readOnly, rowTooLarge } from '../problems.ts'
import { batchBytes, weigh } from '../session.ts'
import type { SqliteBatch, SqliteRequest } from './messages.ts'
import { closeWritten, openFile } from './open-files.ts'
import { kindOf, toCell } from './types.ts'

/**
 * Where SQLite runs: a child process, not a thread. better-sqlite3 has no interrupt, and a thread that is told to end ends
 * only when its query does, minutes later, holding its locks until then. A process ends by SIGKILL in milliseconds, which
 * readers survive without harm and writers by SQLite's own journal.
 */

interface Reading {
  readonly rows: IterableIterator<unknown[]>
  readonly columns: readonly ResultColumn[]
  readonly rowBytes: number | null
}

let current: Reading | null = null

const stop = (): void => {
  current?.rows.return?.()
  current = null
}

/** better-sqlite3 binds a number as REAL and refuses booleans and dates. */
const bindable = (value: unknown): unknown => {
  if (typeof value === 'number' && Number.isSafeInteger(value)) return BigInt(value)
  if (typeof value === 'boolean') return value ? 1n : 0n
  if (value instanceof Date) return value.toISOString()
  if (value instanceof Uint8Array) return Buffer.from(value)
  return value ?? null
}

const columnsOf = (statement: BetterSqlite3.Statement): ResultColumn[] =>
  statement.columns().map(({ name, type }) => ({ name, type: type ?? '', nullable: true, kind: kindOf(type ?? '') }))

/** The bytes that values take before they are made into cells: those of a large one would take more than they do. */
const bytesOf = (values: readonly unknown[]): number => {
  let bytes = 0
  for (const value of values) bytes += typeof value === 'string' || value instanceof Uint8Array ? value.length : 8
  return bytes
}

const batch = (reading: Reading, size: number): SqliteBatch => {
  const rows: (readonly Cell[])[] = []
  let bytes = 0
  while (rows.length < size && bytes < batchBytes) {
    const next = reading.rows.next()
    if (next.done) {
      current = null
      return { columns: reading.columns, rows, done: true }
    }
    if (reading.rowBytes !== null && bytesOf(next.value) > reading.rowBytes) {
      stop()
      throw rowTooLarge(bytesOf(next.value), reading.rowBytes)
    }
    const cells = next.value.map(toCell)
    for (const cell of cells) bytes += weigh(cell)
    rows.push(cells)
  }
  return { columns: reading.columns, rows, done: false }
}

const start = (request: Extract<SqliteRequest, { ask: 'start' }>): SqliteBatch => {
  stop()
  const statement = openFile(request.path, request.readWrite).prepare(request.sql)
  if (request.foreign && !(statement.reader && statement.readonly)) throw readOnly('The statement is not one that only reads.')
  if (!statement.reader) {
    statement.run(...request.parameters.map(bindable))
    return { columns: [], rows: [], done: true }
  }
  const rows = statement.raw(true).iterate(...request.parameters.map(bindable)) as IterableIterator<unknown[]>
  current = { rows, columns: columnsOf(statement), rowBytes: request.rowBytes }
  return batch(current, request.batchRows)
}

answerRequests((message) => {
  const request = message as SqliteRequest
  if (request.ask === 'start') return start(request)
  if (request.ask === 'next' && current) return batch(current, request.batchRows)
  stop()
  if (request.ask === 'script') openFile(request.path, true).exec(request.sql)
  if (request.ask === 'close') closeWritten(request.path)
  return { columns: [], rows: [], done: true } satisfies SqliteBatch
})
