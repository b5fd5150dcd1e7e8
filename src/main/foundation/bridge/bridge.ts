import { randomBytes } from 'node:crypto'
import { implement, ORPCError } from '@orpc/server'
import { rolesWith, roleTitle } from '#contract/access.ts'
import { ProvostError } from '#contract/errors.ts'
import { contract } from '#contract/index.ts'
import type { ProcedureMeta } from '#contract/procedure.ts'
import type { Caller } from '../access/index.ts'
import { cancelled } from '../processes/index.ts'
import { problemOf } from './problem-of.ts'

/** What a host hands over with each call. */
export interface BridgeContext {
  readonly caller: Caller
  /** Told of bugs, with the reference the caller is shown; writes them to the log. */
  readonly onFault: (reference: string, path: string, error: unknown) => void
  /** Told of calls refused for want of a right; writes them to the audit log. */
  readonly onRefused: (path: string, right: string) => void
}

const denied = (context: BridgeContext, meta: ProcedureMeta): ProvostError => {
  const granting = rolesWith(meta.right).map((role) => roleTitle[role])
  const held = context.caller.operator.roles.map((role) => roleTitle[role]).join(', ')
  return new ProvostError('access.denied', `This needs the role ${granting.join(' or ')}.`, {
    detail: `${context.caller.operator.name} has: ${held}. The right needed is ${meta.right}.`,
    remedy: [`An operator with the role ${granting[0] ?? 'Database administrator'} does it, or the workspace's owner grants the role.`],
  })
}

const timedOut = (path: readonly string[], milliseconds: number): ProvostError =>
  new ProvostError('call.deadline', `${path.join('.')} did not finish in ${milliseconds / 1000} s and was cancelled.`, {
    remedy: ['Narrow what is asked for.', 'Test the connection it goes through.'],
    retryable: true,
  })

/** What a handler whose deadline is over has to end what it does and to tell how far it came. */
const toTellMs = 3000

const isStream = (value: unknown): value is AsyncIterable<unknown> =>
  typeof value === 'object' && value !== null && Symbol.asyncIterator in value

/** Turns whatever was thrown into the one error the contract declares; a bug keeps its words in the log and shows a reference. */
const declared = (error: unknown, context: BridgeContext, path: readonly string[], signal: AbortSignal): ORPCError<'PROVOST', unknown> => {
  const reason: unknown = signal.aborted ? signal.reason : null
  // A handler that was cut in the middle may tell how far it came, by the reason's own code; else the reason says it all.
  const tellsItself = error instanceof ProvostError && reason instanceof ProvostError && error.code === reason.code
  const problem = problemOf(reason instanceof ProvostError && !tellsItself ? reason : error)
  if (problem !== null) return new ORPCError('PROVOST', { defined: true, data: problem.toJSON(), message: problem.title })
  const reference = randomBytes(4).toString('hex')
  context.onFault(reference, path.join('.'), error)
  const fault = new ProvostError('internal.fault', 'Provost met a fault of its own.', {
    detail: `Reference ${reference}; the log in the workspace holds the rest.`,
    remedy: ['Report it with the reference and the log.'],
  })
  return new ORPCError('PROVOST', { defined: true, data: fault.toJSON(), message: fault.title })
}

/**
 * Where every capability implements its part of the contract. Before a handler runs, the right its procedure declares is
 * checked; `context.signal` then ends with the caller's patience or the procedure's deadline, whichever is first; whatever a
 * handler or its stream throws arrives as the declared error.
 */
export const bridge = implement(contract)
  .$context<BridgeContext>()
  .use(async ({ context, procedure, path, signal, next }) => {
    const meta = procedure['~orpc'].meta
    const limit = new AbortController()
    const combined = signal === undefined ? limit.signal : AbortSignal.any([signal, limit.signal])
    let timer: NodeJS.Timeout | undefined
    try {
      if (!context.caller.rights.has(meta.right)) {
        context.onRefused(path.join('.'), meta.right)
        throw denied(context, meta)
      }
      combined.throwIfAborted()
      const milliseconds = meta.deadlineMs
      const late = new Promise<never>((_, reject) => {
        if (milliseconds === null) return
        timer = setTimeout(() => {
          const reason = timedOut(path, milliseconds)
          limit.abort(reason)
          timer = setTimeout(() => reject(reason), toTellMs)
        }, milliseconds)
      })
      const result = await Promise.race([next({ context: { signal: combined } }), late])
      if (!isStream(result.output)) return result
      return { ...result, output: declaredStream(result.output, context, path, combined) as typeof result.output }
    } catch (error) {
      throw declared(error, context, path, combined)
    } finally {
      clearTimeout(timer)
    }
  })

async function* declaredStream(
  stream: AsyncIterable<unknown>,
  context: BridgeContext,
  path: readonly string[],
  signal: AbortSignal,
): AsyncGenerator<unknown> {
  let end: unknown
  try {
    end = yield* stream
  } catch (error) {
    throw declared(signal.aborted ? cancelled(signal) : error, context, path, signal)
  }
  // A stream that was cut does not end like a whole one: whoever gathers it would take what came for everything.
  if (signal.aborted) throw declared(cancelled(signal), context, path, signal)
  return end
}
