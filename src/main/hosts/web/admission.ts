import type { IncomingMessage } from 'node:http'
import { isLoopbackHost, isLoopbackOrigin } from './loopback.ts'

/** Why a request is turned away before anything is looked at; null where it comes from where it should. */
export function refusalOf(request: IncomingMessage): string | null {
  const { host, origin } = request.headers
  if (!isLoopbackHost(host))
    return 'The Host of this request is not a loopback name. The console answers to localhost, 127.0.0.1 and [::1] only.'
  if (origin === undefined) return null
  // A page on another port of this machine is as foreign as any: browsers send it our cookie, since ports do not part sites.
  if (!isLoopbackOrigin(origin) || new URL(origin).host !== host?.toLowerCase())
    return 'The Origin of this request is another page. The console answers to its own page only.'
  return null
}

/** The value of one cookie. */
export function cookieOf(request: IncomingMessage, name: string): string | undefined {
  const pairs = (request.headers.cookie ?? '').split(';').map((pair) => pair.trim())
  return pairs.find((pair) => pair.startsWith(`${name}=`))?.slice(name.length + 1)
}
