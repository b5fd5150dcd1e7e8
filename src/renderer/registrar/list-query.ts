import type { Mapping, RegistrarListInput } from '#contract/registrar.ts'
import { client } from '../bridge/index.ts'

export type ListName = 'people' | 'enrollments' | 'withdrawals' | 'refunds'

export interface ListPage<Row> {
  readonly rows: readonly Row[]
  readonly next: string | null
  readonly mapping: Mapping
  readonly ms: number
}

/** Reads one page of a list. */
export type ReadPage<Row> = (input: RegistrarListInput, options: { readonly signal: AbortSignal }) => Promise<ListPage<Row>>

/** The four lists, each as its rows are read. */
export const readPage = {
  people: (input, options) => client.registrar.people(input, options),
  enrollments: (input, options) => client.registrar.enrollments(input, options),
  withdrawals: (input, options) => client.registrar.withdrawals(input, options),
  refunds: (input, options) => client.registrar.refunds(input, options),
} as const satisfies Record<ListName, ReadPage<unknown>>
