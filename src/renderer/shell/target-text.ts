import type { TargetReference } from '#contract/ids.ts'

// A name taken from the address is checked by the main process like any other; here it is only passed on.
const asDomain = (text: string) => text as Extract<TargetReference, { kind: 'tenant' }>['domain']
const asConnection = (text: string) => text as Extract<TargetReference, { kind: 'connection' }>['connection']

/** `tenant:northfield.example`, `connection:staging-east`, `connection:staging-east/brightwater`: how a target stands in the address. */
export function targetToText(target: TargetReference): string {
  if (target.kind === 'tenant') return `tenant:${target.domain}`
  return `connection:${target.connection}${target.database === undefined ? '' : `/${target.database}`}`
}

export function textToTarget(text: string): TargetReference | null {
  const [, kind, name, database] = /^(tenant|connection):([^/]+)(?:\/(.+))?$/.exec(text) ?? []
  if (name === undefined) return null
  if (kind === 'tenant') return { kind: 'tenant', domain: asDomain(name) }
  return { kind: 'connection', connection: asConnection(name), ...(database === undefined ? {} : { database }) }
}
