import { randomBytes } from 'node:crypto'
import type { IncomingMessage, ServerResponse } from 'node:http'
import { contentSecurityPolicy, securityHeaders } from '../page/index.ts'

/** Ends a response. HEAD gets the headers only. */
export function answer(
  request: IncomingMessage,
  response: ServerResponse,
  status: number,
  headers: Readonly<Record<string, string>>,
  body: Buffer | string,
): void {
  const bytes = Buffer.from(body)
  response.writeHead(status, { ...securityHeaders, ...headers, 'Content-Length': String(bytes.length) })
  response.end(request.method === 'HEAD' ? undefined : bytes)
}

const style = `
  body { font: 15px/1.6 system-ui, sans-serif; max-width: 34rem; margin: 15vh auto; padding: 0 1.5rem; color: #1d2433; background: #f7f8fa }
  a { color: inherit } h1 { font-size: 1.25rem } code { background: #e6e9ef; padding: .1rem .35rem; border-radius: 3px }
  @media (prefers-color-scheme: dark) { body { color: #dfe3ea; background: #14171d } code { background: #2a303b } }`

/** A page of words: a heading and paragraphs, which are HTML of our own and never anything a request brought. */
export function answerInWords(
  request: IncomingMessage,
  response: ServerResponse,
  status: number,
  title: string,
  paragraphs: readonly string[],
  more: { readonly head?: string; readonly headers?: Readonly<Record<string, string>> } = {},
): void {
  const nonce = randomBytes(18).toString('base64')
  const html = `<!doctype html><html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width">${more.head ?? ''}<title>Provost: ${title}</title><style nonce="${nonce}">${style}</style></head><body><main><h1>${title}</h1>${paragraphs.map((words) => `<p>${words}</p>`).join('')}</main></body></html>\n`
  const headers = {
    'Content-Type': 'text/html; charset=utf-8',
    'Content-Security-Policy': contentSecurityPolicy(nonce),
    'Cache-Control': 'no-store',
    ...more.headers,
  }
  answer(request, response, status, headers, html)
}
