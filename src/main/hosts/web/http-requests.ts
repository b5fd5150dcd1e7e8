import { randomBytes, timingSafeEqual } from 'node:crypto'
import { createReadStream } from 'node:fs'
import { stat } from 'node:fs/promises'
import type { IncomingMessage, RequestListener, ServerResponse } from 'node:http'
import { pipeline } from 'node:stream/promises'
import { ProvostError } from '#contract/errors.ts'
import type { BridgeContext } from '../../foundation/bridge/index.ts'
import { exportFile } from '../export-file.ts'
import { type PageFiles, securityHeaders } from '../page/index.ts'
import type { ServedConsole } from '../served-console.ts'
import { refusalOf } from './admission.ts'
import { answer, answerInWords } from './answers.ts'
import type { BrowserSession } from './browser-sessions.ts'
import { Compression } from './compression.ts'

export interface HttpRequestsOptions {
  readonly console: ServedConsole
  readonly page: PageFiles
  readonly context: () => BridgeContext
  readonly sessionOf: (request: IncomingMessage) => BrowserSession | null
  /** Opens a session for a token; the cookie to set, null where the token is no good. */
  readonly redeem: (token: string) => string | null
  readonly mintUrl: () => string
  readonly controlSecret: string
}

const sameSecret = (one: string, other: string): boolean => {
  const [left, right] = [Buffer.from(one), Buffer.from(other)]
  return left.length === right.length && timingSafeEqual(left, right)
}

const inHtml = (text: string): string => text.replace(/[&<>"]/g, (letter) => `&#${letter.charCodeAt(0)};`)

const newAddress = (directory: string): string =>
  `Run <code>provost serve url --workspace "${inHtml(directory)}"</code> (in a checkout <code>npm run -s provost -- …</code>) on the machine that serves the console, and open the address it prints. Through a tunnel, keep the port you came by.`

/** Answers everything that is not the bridge: the page, the door, an export's file, and the command line asking for a new address. */
export function httpRequests(options: HttpRequestsOptions): RequestListener {
  const compression = new Compression()
  const wayIn = newAddress(options.console.state.directory)

  const openDoor = (request: IncomingMessage, response: ServerResponse, token: string) => {
    const cookie = options.redeem(token)
    if (cookie !== null)
      return void response.writeHead(303, { ...securityHeaders, Location: '/', 'Set-Cookie': cookie, 'Cache-Control': 'no-store' }).end()
    answerInWords(request, response, 401, 'This address has been used or is too old', [
      'Each address opens one browser, once, within five minutes.',
      wayIn,
    ])
  }

  const sendPage = async (request: IncomingMessage, response: ServerResponse, path: string): Promise<void> => {
    const file = await options.page.read(path)
    if (file === null)
      return answerInWords(request, response, 404, 'There is no such page', ['The console is at <a href="/">its first page</a>.'])
    const { headers, body } = await compression.of(request, path, file)
    answer(request, response, 200, headers, body)
  }

  const sendExport = async (request: IncomingMessage, response: ServerResponse, id: string): Promise<void> => {
    const { name, path } = exportFile(options.console, options.context().caller, id)
    const { size } = await stat(path)
    response.writeHead(200, {
      ...securityHeaders,
      'Content-Type': 'text/csv; charset=utf-8',
      'Content-Disposition': `attachment; filename*=UTF-8''${encodeURIComponent(name)}`,
      'Content-Length': String(size),
      'Cache-Control': 'no-store',
    })
    if (request.method === 'HEAD') return void response.end()
    await pipeline(createReadStream(path), response)
  }

  const control = (request: IncomingMessage, response: ServerResponse) => {
    const json = { 'Content-Type': 'application/json; charset=utf-8', 'Cache-Control': 'no-store' }
    // A browser sends an Origin with every POST; only the command line sends none.
    const isCommandLine = request.headers.origin === undefined && request.method === 'POST'
    if (!isCommandLine || !sameSecret(request.headers.authorization ?? '', `Bearer ${options.controlSecret}`))
      return answer(request, response, 403, json, '{"error":"refused"}')
    answer(request, response, 200, json, JSON.stringify({ url: options.mintUrl() }))
  }

  const route = async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
    const refusal = refusalOf(request)
    if (refusal !== null) return answerInWords(request, response, 403, 'Refused', [refusal])
    const base = 'http://localhost'
    const target = request.url ?? '/'
    if (!target.startsWith('/') || !URL.canParse(base + target))
      return answerInWords(request, response, 400, 'This is no address of the console', [])
    const { pathname, searchParams } = new URL(base + target)
    if (pathname === '/control/url') return control(request, response)
    if (request.method !== 'GET' && request.method !== 'HEAD')
      return answerInWords(request, response, 405, 'Only reading is possible here', [], { headers: { Allow: 'GET, HEAD' } })
    const token = searchParams.get('token')
    // HEAD is what link previews send: it must not use up the token.
    if (pathname === '/' && token !== null && request.method === 'GET') return openDoor(request, response, token)
    if (options.sessionOf(request) === null) return turnAway(request, response, wayIn)
    const exported = /^\/exports\/([^/]+)$/.exec(pathname)?.[1]
    if (exported !== undefined) return sendExport(request, response, exported)
    await sendPage(request, response, pathname)
  }

  return (request, response) => {
    route(request, response).catch((error: unknown) => failed(request, response, error, options.context()))
  }
}

const turnAway = (request: IncomingMessage, response: ServerResponse, wayIn: string): void => {
  // Followed from another site, the redirect behind a token comes without its SameSite=Strict cookie; asked again from here, with it.
  const again = request.headers['sec-fetch-site'] === 'cross-site' ? '<meta http-equiv="refresh" content="0;url=/">' : ''
  answerInWords(request, response, 401, 'This browser has no session here', [wayIn], { head: again })
}

const statusOf: Readonly<Partial<Record<string, number>>> = { 'job.unknown': 404, 'access.denied': 403 }

const failed = (request: IncomingMessage, response: ServerResponse, error: unknown, context: BridgeContext) => {
  // The browser went away, or cannot be told any more: a half-sent file ends short of its Content-Length, which it reports.
  if (response.headersSent) return void response.destroy()
  if (error instanceof ProvostError) {
    const words = [error.title, ...error.remedy].map(inHtml)
    return answerInWords(request, response, statusOf[error.code] ?? 500, 'This cannot be had', words)
  }
  if (error instanceof Error && 'code' in error && error.code === 'ENOENT')
    return answerInWords(request, response, 410, 'The file is gone', ['It was removed from the workspace. Make the export again.'])
  const reference = randomBytes(4).toString('hex')
  context.onFault(reference, `http ${request.url?.split('?')[0]}`, error)
  answerInWords(request, response, 500, 'Provost met a fault of its own', [
    `Reference ${reference}; the log in the workspace holds the rest.`,
  ])
}
