import type { Fix, RemedyActor, TestFailure } from '#contract/connection-test.ts'

/** One thing to do about a failure: its words, who can do it, and what Provost can take off them. */
export interface Step {
  readonly title: string
  readonly detail: string | null
  readonly actor: RemedyActor | null
  readonly fix: Fix | null
}

/** Which remedy says in words what a fix does. */
const says: Readonly<Record<Fix['kind'], RegExp>> = {
  'use-tls': /\bTLS on\b/i,
  'use-host': /\bnames? in the certificate\b/i,
  'use-port': /\bport\b/i,
  'trust-certificate': /\btrust (it|this|that)|fingerprint/i,
  'set-password': /\b(enter|retype|check) the (password|user and)/i,
  'use-database': /\b(the name|databases of the server)\b/i,
  'grant-readonly': /\bgrant|\bSELECT\b/i,
  'copy-grant': /\bgrant/i,
}

const others: readonly (readonly [RegExp, RemedyActor])[] = [
  [/\badministrator\b|^have\b|^ask for a higher|\bserver’s log\b|^restore\b/i, 'dba'],
  [/\bask for this computer’s address\b|\bfirewall\b.*\bopen/i, 'network'],
]

/** Who can do what a sentence asks for. What names nobody else is the reader's own. */
export const actorOf = (words: string): RemedyActor => others.find(([pattern]) => pattern.test(words))?.[1] ?? 'you'

const ofFix = (fix: Fix): RemedyActor => (fix.kind === 'copy-grant' ? 'dba' : 'you')

/** What to do, in order: what Provost can do itself stands first, then the other remedies in the test's own order. */
export function stepsOf(failure: Pick<TestFailure, 'remedy' | 'fixes' | 'actor'>): Step[] {
  const left = [...failure.remedy]
  const said = new Set<Fix['kind']>()
  const mended = failure.fixes.map((fix): Step => {
    // Of several fixes of a kind only the first carries the remedy: it is about all of them.
    const at = said.has(fix.kind) ? -1 : left.findIndex((words) => says[fix.kind].test(words))
    said.add(fix.kind)
    const [words = null] = at < 0 ? [] : left.splice(at, 1)
    return { title: fix.title, detail: words, actor: ofFix(fix), fix }
  })
  const told = left.map((words): Step => {
    const first = words === failure.remedy[0]
    return { title: words.replace(/\.$/, ''), detail: null, actor: first ? failure.actor : actorOf(words), fix: null }
  })
  return [...mended, ...told]
}

/** What a fix puts on the clipboard where it cannot be done from here. */
export function fixText(fix: Fix): string {
  switch (fix.kind) {
    case 'use-host':
      return fix.host
    case 'use-port':
      return String(fix.port)
    case 'use-tls':
      return `sslmode=${fix.mode}`
    case 'use-database':
      return fix.database
    case 'trust-certificate':
      return fix.sha256
    case 'copy-grant':
      return fix.sql
    case 'grant-readonly':
      return fix.role
    case 'set-password':
      return fix.title
  }
}

interface Asked {
  readonly address: string
  readonly database: string
}

/** The words for whoever keeps the server or the network. Neither the user's name nor any secret is in them. */
export const requestText = (failure: TestFailure, step: Step, { address, database }: Asked): string =>
  [
    `${failure.title} (${failure.code}${failure.driverCode === null ? '' : `, ${failure.driverCode}`})`,
    `Server: ${address}${database === '' ? '' : `, database: ${database}`}`,
    `Asked for: ${step.title}.`,
  ].join('\n')
