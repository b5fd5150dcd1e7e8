import type { Cell, ResultColumn } from '#contract/values.ts'

/** What the parent asks of a child. One statement is read at a time; `start` ends the one before. */
export type SqliteRequest =
  | {
      readonly ask: 'start'
      readonly path: string
      readonly readWrite: boolean
      readonly sql: string
      readonly parameters: readonly unknown[]
      readonly batchRows: number
      /** Somebody else's statement: only one that reads and returns rows. */
      readonly foreign: boolean
      /** A row larger than this is refused. */
      readonly rowBytes: number | null
    }
  /** Several statements, one after the other; the first that fails ends it. */
  | { readonly ask: 'script'; readonly path: string; readonly sql: string }
  | { readonly ask: 'next'; readonly batchRows: number }
  | { readonly ask: 'stop' }
  /** Closes a file that was open for writing; an open transaction is taken back. */
  | { readonly ask: 'close'; readonly path: string }

export interface SqliteBatch {
  readonly columns: readonly ResultColumn[]
  readonly rows: readonly (readonly Cell[])[]
  readonly done: boolean
}
