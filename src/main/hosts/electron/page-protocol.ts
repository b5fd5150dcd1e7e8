import type { Session } from 'electron'
import { type PageFiles, securityHeaders } from '../page/index.ts'

export const pageScheme = 'provost'
/** `loadFile` has no response headers and so no nonce of its own; this scheme has both. */
export const pageUrl = `${pageScheme}://console/`

/** Whether an address is the console's own page. */
export const isOwnPage = (url: string): boolean => {
  if (!URL.canParse(url)) return false
  const { protocol, host } = new URL(url)
  return protocol === `${pageScheme}:` && host === 'console'
}

/** The job whose export an address asks for; null for any other address. */
export const exportedJob = (url: string): string | null =>
  isOwnPage(url) ? (/^\/exports\/([^/]+)$/.exec(new URL(url).pathname)?.[1] ?? null) : null

/** Serves the built page to the session's windows under the console's own scheme. */
export function servePage(session: Session, page: PageFiles): void {
  session.protocol.handle(pageScheme, async (request) => {
    if (!isOwnPage(request.url) || request.method !== 'GET') return new Response(null, { status: 400 })
    // The body never arrives: a download is taken over where it begins, and asks the person where to.
    if (exportedJob(request.url) !== null) return new Response('', { headers: { ...securityHeaders, 'Content-Disposition': 'attachment' } })
    const file = await page.read(new URL(request.url).pathname)
    if (file === null) return new Response(null, { status: 404 })
    return new Response(new Uint8Array(file.body), { headers: file.headers })
  })
}
