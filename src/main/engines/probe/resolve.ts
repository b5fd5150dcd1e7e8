import { lookup } from 'node:dns/promises'
import { isIP } from 'node:net'
import { networkProblem } from '../network-problem.ts'

/**
 * All addresses of a host, in the order in which they are tried. An address stands for itself.
 * @throws ProvostError `connection.host-not-found`, or the signal's reason
 */
export const resolveHost = async (host: string, address: string, signal: AbortSignal): Promise<string[]> => {
  if (isIP(host) !== 0) return [host]
  const { promise, reject } = Promise.withResolvers<never>()
  const onAbort = (): void => reject(signal.reason)
  signal.throwIfAborted()
  signal.addEventListener('abort', onAbort, { once: true })
  try {
    // A lookup cannot be stopped; what it finds after the deadline is not waited for.
    const found = await Promise.race([lookup(host, { all: true }), promise])
    return [...new Set(found.map((each) => each.address))]
  } catch (error) {
    throw networkProblem(error, address) ?? error
  } finally {
    signal.removeEventListener('abort', onAbort)
  }
}
