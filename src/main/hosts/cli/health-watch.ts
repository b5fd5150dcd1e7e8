import { setTimeout } from 'node:timers/promises'
import type { ConnectionHealth } from '#contract/connections.ts'
import type { ConnectionName, Domain } from '#contract/ids.ts'
import type { Tenant, TenantFacts } from '#contract/tenants.ts'
import { each } from './each.ts'
import { checkWords, foundWords, isWell, tenantWords } from './health-words.ts'
import { cancelledAfter, howFarWords } from './how-far.ts'
import type { Run } from './run.ts'
import { outputClosed } from './stdio.ts'

/** What is asked again and again, and how what is found there is told. */
interface Watched<Name extends string, Found> {
  /** One of what is asked, in the words of a person. */
  readonly what: 'connection' | 'tenant'
  /** Whose turn it is: looked up anew for each round, and at the end. */
  names(signal?: AbortSignal): Promise<readonly Name[]>
  ask(name: Name, signal: AbortSignal): Promise<Found>
  /** One line where something is another now; null where nothing is. */
  news(before: Found | undefined, found: Found): string | null
  isWell(found: Found): boolean
  document(found: readonly Found[]): Record<string, unknown>
  words(found: readonly Found[]): string
}

/** One line for each change of state. */
const connectionNews = (before: ConnectionHealth | undefined, found: ConnectionHealth): string | null => {
  const { connection, state, problem, checkedAt } = found
  if (before?.state === state && before.problem?.code === problem?.code) return null
  if (before === undefined && state === 'ok') return null
  const what = problem === null ? (state === 'slow' ? 'answers slowly.' : 'answers again.') : `fails. ${problem.title} (${problem.code})`
  return `${checkedAt ?? ''} ${connection} ${what}`.trim()
}

/** Connections: all of them, or those named. */
export const watchedConnections = (
  { client }: Run,
  names: (signal?: AbortSignal) => Promise<readonly ConnectionName[]>,
): Watched<ConnectionName, ConnectionHealth> => ({
  what: 'connection',
  names,
  ask: (name, signal) => client.connections.check({ name }, { signal }),
  news: connectionNews,
  isWell: ({ state }) => state !== 'failed',
  document: (found) => ({ connections: found }),
  words: checkWords,
})

/** The database of one tenant. */
export const watchedTenant = (
  { client }: Run,
  domain: Domain,
): Watched<Domain, { readonly tenant: Tenant; readonly facts: TenantFacts }> => ({
  what: 'tenant',
  names: async () => [domain],
  async ask(name, signal) {
    const { tenant } = await client.tenants.show({ domain: name }, { signal })
    for await (const facts of await client.tenants.survey({ domains: [name] }, { signal })) return { tenant, facts }
    throw new Error('A survey gives one answer for each tenant')
  },
  news(before, { tenant, facts }) {
    const { health, problem, checkedAt } = facts
    if (before?.facts.health === health && before.facts.problem?.code === problem?.code) return null
    if (before === undefined && health === 'healthy') return null
    return `${checkedAt} ${tenant.domain} ${problem === null ? `${foundWords(tenant.status, facts)}.` : `fails. ${problem.title} (${problem.code})`}`
  },
  isWell: ({ facts }) => isWell(facts),
  document: (found) => ({ tenants: found.map(({ facts }) => facts) }),
  words: (found) => found.map(({ tenant, facts }) => tenantWords(tenant, [facts])).join('\n'),
})

/**
 * Asks in rounds until the person has seen enough, or their output was closed: what changes is told at once on stderr, how it stood at the
 * end is the answer. What was never asked is no answer: without a whole round it is not well.
 */
export const watchHealth = async <Name extends string, Found>(
  { output, signal: interrupted }: Run,
  minutes: number,
  watched: Watched<Name, Found>,
): Promise<number> => {
  const signal = AbortSignal.any([interrupted, outputClosed])
  const known = new Map<Name, Found>()
  const since = new Date().toISOString()
  let rounds = 0
  let changes = 0
  const forget = (listed: readonly Name[]): void => {
    for (const name of [...known.keys()]) if (!listed.includes(name)) known.delete(name)
  }
  const take = (name: Name, found: Found): void => {
    const news = watched.news(known.get(name), found)
    known.set(name, found)
    if (news === null) return
    changes += 1
    output.remark(news)
  }
  const round = async (): Promise<void> => {
    const names = await watched.names(signal)
    forget(names)
    const before = changes
    await each(names, async (name) => {
      try {
        take(name, await watched.ask(name, signal))
      } catch (error) {
        // One that was removed before its turn came is no failure of the others'.
        if (signal.aborted || (await watched.names(signal)).includes(name)) throw error
        known.delete(name)
      }
    })
    rounds += 1
    if (rounds === 1)
      output.remark(`Asked ${known.size} ${watched.what}${known.size === 1 ? '' : 's'}; once more every ${minutes} min until Ctrl-C.`)
    // A pipe that nobody reads any more is noticed by writing to it; a person at a terminal is not told that nothing happened.
    else if (changes === before && !process.stderr.isTTY) output.remark(`${new Date().toISOString()} Asked ${known.size} again: as before.`)
  }
  // An end that was asked for is how a watch ends; anything else that breaks a round is told as it is.
  while (!signal.aborted) {
    await round().catch((error: unknown) => {
      if (!signal.aborted) throw error
    })
    await setTimeout(minutes * 60_000, undefined, { signal }).catch(() => {})
  }
  forget(await watched.names())
  if (rounds === 0 && known.size === 0) throw cancelledAfter(howFarWords([]))
  if (rounds === 0) output.remark(`Ended before everything was asked. ${howFarWords([...known.keys()])}`)
  const found = [...known.values()]
  const ok = rounds > 0 && found.every((each) => watched.isWell(each))
  output.answer({ ok, since, rounds, changes, ...watched.document(found) }, () => watched.words(found))
  return ok ? 0 : 1
}
