import { isRequest, type Reply, toReply } from './messages.ts'

/** Electron's utility process has this instead of `process.send`. */
interface ParentPort {
  on(event: 'message', listener: (event: { data: unknown }) => void): void
  postMessage(message: unknown): void
}

/**
 * The child's side of a `RequestChild`: answers each request by what `handle` returns or throws.
 * A `ProvostError` arrives over there as itself, anything else as a `ChildFault`.
 * When the parent is gone the child ends itself, hard: a pool thread stuck in native code would hold up a plain exit.
 */
export function answerRequests(handle: (message: unknown) => unknown): void {
  const port = 'parentPort' in process ? (process.parentPort as ParentPort | null) : null
  const reply = (message: Reply): void => {
    if (port) port.postMessage(message)
    else process.send?.(message)
  }
  const receive = async (message: unknown): Promise<void> => {
    if (!isRequest(message)) return
    try {
      reply({ id: message.id, value: await handle(message.message) })
    } catch (error) {
      reply(toReply(message.id, error))
    }
  }
  if (port) port.on('message', ({ data }) => void receive(data))
  else process.on('message', (message) => void receive(message))
  process.on('disconnect', () => process.kill(process.pid, 'SIGKILL'))
}
