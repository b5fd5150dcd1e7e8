import { randomBytes } from 'node:crypto'
import { createServer, type IncomingMessage, type Server } from 'node:http'
import { ProvostError } from '#contract/errors.ts'
import { builtPageDirectory, openPageFiles } from './page/index.ts'
import type { ServedConsole } from './served-console.ts'
import { cookieOf } from './web/admission.ts'
import { type BrowserSession, BrowserSessions } from './web/browser-sessions.ts'
import { announceServer } from './web/control-files.ts'
import { httpRequests } from './web/http-requests.ts'
import { carryRpc } from './web/rpc-socket.ts'

export { openInBrowser } from './web/open-in-browser.ts'
export { requestNewUrl } from './web/request-new-url.ts'

export interface WebHostOptions {
  readonly console: ServedConsole
  /** 0 or none: one that is free. */
  readonly port?: number | undefined
  /** Who acts; none: the workspace's owner. */
  readonly operator?: string | null | undefined
  /** Where the built page lies; none: where the build puts it. */
  readonly pageDirectory?: string | undefined
  readonly clock?: (() => Date) | undefined
}

export interface WebHost {
  /** The first address, with its token. */
  readonly url: string
  readonly port: number
  /** Another address, with a token of its own. */
  mintUrl(): string
  /** Ends every connection, which cancels the calls in flight, and frees the port. */
  close(): Promise<void>
}

const listen = (server: Server, port: number): Promise<number> =>
  new Promise((resolve, reject) => {
    server.once('error', (error: NodeJS.ErrnoException) =>
      reject(
        new ProvostError('serve.port-unusable', `Port ${port} cannot be used.`, {
          detail: error.message,
          remedy: ['Choose another with --port, or leave it out and take one that is free.'],
          cause: error,
        }),
      ),
    )
    server.listen({ host: '127.0.0.1', port, exclusive: true }, () => {
      const address = server.address()
      resolve(typeof address === 'object' && address !== null ? address.port : port)
    })
  })

/**
 * Serves the console to a browser on this machine: 127.0.0.1 only, a one-time token for a session, and the bridge over
 * WebSocket. Several may serve one workspace, each on a port of its own.
 */
export async function startWebHost(options: WebHostOptions): Promise<WebHost> {
  const { console } = options
  const context = () => console.context(options.operator ?? null, 'browser')
  context()
  const page = openPageFiles(options.pageDirectory ?? builtPageDirectory())
  const sessions = new BrowserSessions(options.clock)
  // Ports do not part cookies: a name of its own keeps two servers from overwriting each other's session.
  const cookieName = `provost-${randomBytes(6).toString('hex')}`
  const controlSecret = randomBytes(32).toString('base64url')
  const sessionOf = (request: IncomingMessage) => sessions.find(cookieOf(request, cookieName))
  const cookieFor = (session: BrowserSession) =>
    `${cookieName}=${session.key}; Path=/; HttpOnly; SameSite=Strict; Max-Age=${Math.floor(sessions.remaining(session) / 1000)}`

  let port = options.port ?? 0
  const mintUrl = () => `http://127.0.0.1:${port}/?token=${sessions.mint()}`
  const redeem = (token: string) => {
    const session = sessions.redeem(token)
    return session && cookieFor(session)
  }
  const server = createServer(httpRequests({ console, page, context, sessionOf, redeem, mintUrl, controlSecret }))
  const rpc = carryRpc(server, { router: console.router, context, sessionOf, remaining: (session) => sessions.remaining(session) })
  port = await listen(server, port)
  const withdraw = announceServer(console.state.directory, { port, pid: process.pid, secret: controlSecret })

  return {
    url: mintUrl(),
    port,
    mintUrl,
    async close() {
      withdraw()
      rpc.close()
      const closed = new Promise<void>((resolve) => server.close(() => resolve()))
      setTimeout(() => server.closeAllConnections(), 1000).unref()
      server.closeIdleConnections()
      await closed
    },
  }
}
