import { type Problem, ProvostError } from '#contract/errors.ts'

/** What travels between a `RequestChild` and the child's `answerRequests`. */
export interface Request {
  readonly id: number
  readonly message: unknown
}

export type Reply =
  | { readonly id: number; readonly value: unknown }
  | { readonly id: number; readonly problem: Problem }
  | { readonly id: number; readonly fault: { readonly name: string; readonly message: string; readonly code: string | null } }

/** An error of a library inside the child, not yet put in Provost's words. `code` is the library's own. */
export class ChildFault extends Error {
  readonly code: string | null

  constructor(fault: { name: string; message: string; code: string | null }) {
    super(fault.message)
    this.name = fault.name
    this.code = fault.code
  }
}

const isRecord = (value: unknown): value is Record<string, unknown> => typeof value === 'object' && value !== null

/** Whether a message from the other side is a request. */
export const isRequest = (value: unknown): value is Request => isRecord(value) && typeof value['id'] === 'number' && 'message' in value

/** Whether a message from the other side is a reply. */
export const isReply = (value: unknown): value is Reply =>
  isRecord(value) && typeof value['id'] === 'number' && ('value' in value || 'problem' in value || 'fault' in value)

/** An error as it travels. */
export function toReply(id: number, error: unknown): Reply {
  if (error instanceof ProvostError) return { id, problem: error.toJSON() }
  if (!(error instanceof Error)) return { id, fault: { name: 'Error', message: String(error), code: null } }
  const code = 'code' in error && typeof error.code === 'string' ? error.code : null
  return { id, fault: { name: error.name, message: error.message, code } }
}
