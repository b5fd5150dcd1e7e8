import { connect, type Socket } from 'node:net'
import { ProvostError } from '#contract/errors.ts'
import { networkProblem } from '../network-problem.ts'
import { Line } from './line.ts'

/** Where a server is, once its name was resolved. */
export interface Place {
  readonly addresses: readonly string[]
  readonly port: number
  /** As a person writes it: `host:port`. */
  readonly words: string
}

const open = (address: string, port: number, signal: AbortSignal): Promise<Socket> =>
  new Promise((resolve, reject) => {
    const socket = connect({ host: address, port })
    const onAbort = (): void => {
      socket.destroy()
      reject(signal.reason)
    }
    if (signal.aborted) return onAbort()
    signal.addEventListener('abort', onAbort, { once: true })
    const done = (): void => signal.removeEventListener('abort', onAbort)
    socket.once('connect', () => {
      done()
      socket.removeAllListeners('error')
      socket.setNoDelay(true)
      resolve(socket)
    })
    socket.once('error', (error) => {
      done()
      reject(error)
    })
  })

/**
 * Opens a line to the first address that takes it. An address that refuses gives way to the next at once.
 * @throws ProvostError with the code of the last address's refusal, or the signal's reason
 */
export const reach = async (place: Place, signal: AbortSignal): Promise<{ readonly line: Line; readonly address: string }> => {
  let last: unknown = null
  for (const address of place.addresses) {
    try {
      const socket = await open(address, place.port, signal)
      return { line: new Line(socket, signal), address }
    } catch (error) {
      if (signal.aborted) throw signal.reason
      last = error
    }
  }
  throw (
    networkProblem(last, place.words) ?? new ProvostError('connection.unreachable', `${place.words} cannot be reached.`, { cause: last })
  )
}
