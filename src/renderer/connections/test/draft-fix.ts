import type { Fix, TestFailure } from '#contract/connection-test.ts'
import type { TlsMode } from '#contract/connections.ts'
import type { DraftFields } from '../draft-url.ts'

/** What of a draft a fix can change. */
export interface FixableDraft {
  readonly url: string
  readonly fields: DraftFields
  readonly tls: TlsMode | null
}

const parts = /^([a-z][a-z0-9+.-]*:\/\/)([^@/?#]*@)?(\[[^\]]*\]|[^:/?#]*)(:\d+)?(\/[^?#]*)?(.*)$/i

const changedUrl = (url: string, change: { host?: string; port?: number; database?: string }): string =>
  url.replace(parts, (_, scheme: string, user = '', host: string, port = '', path = '', rest = '') =>
    [
      scheme,
      user,
      change.host === undefined ? host : change.host.includes(':') ? `[${change.host}]` : change.host,
      change.port === undefined ? port : `:${change.port}`,
      change.database === undefined ? path : `/${encodeURIComponent(change.database)}`,
      rest,
    ].join(''),
  )

/** A URL's own word on TLS would win over the choice beside it. */
const withoutTlsWords = (url: string): string =>
  url.replace(/([?&])(sslmode|ssl-mode|tls)=[^&#]*(&?)/gi, (_, mark: string, __, more: string) => (more === '' ? '' : mark))

/** The draft with a fix made, in whichever form its address is given; null where a draft cannot have it. */
export function withFix(draft: FixableDraft, fix: Fix): FixableDraft | null {
  const { url, fields } = draft
  switch (fix.kind) {
    case 'use-host':
      return { ...draft, url: changedUrl(url, { host: fix.host }), fields: { ...fields, host: fix.host } }
    case 'use-port':
      return { ...draft, url: changedUrl(url, { port: fix.port }), fields: { ...fields, port: String(fix.port) } }
    case 'use-database':
      return { ...draft, url: changedUrl(url, { database: fix.database }), fields: { ...fields, database: fix.database } }
    case 'use-tls':
      return { ...draft, url: withoutTlsWords(url), tls: fix.mode }
    default:
      return null
  }
}

const triesTls = /\bTLS on\b/

/** A form can try what the remedy only says: where TLS might let the draft in, it is offered, fully checked. */
export const withDraftFixes = (failure: TestFailure): TestFailure =>
  failure.fixes.some(({ kind }) => kind === 'use-tls') || !failure.remedy.some((words) => triesTls.test(words))
    ? failure
    : { ...failure, fixes: [...failure.fixes, { kind: 'use-tls', mode: 'verify-full', title: 'Turn TLS on' }] }
