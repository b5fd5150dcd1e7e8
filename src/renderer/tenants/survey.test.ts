import { describe, expect, it } from 'vitest'
import { ProvostError } from '#contract/errors.ts'
import { type TenantFacts, tenantFacts } from '#contract/tenants.ts'
import { type Ask, Survey } from './survey.ts'

const facts = (name: string): TenantFacts =>
  tenantFacts.parse({
    domain: `${name}.example`,
    health: 'healthy',
    checkedAt: '2026-11-20T14:32:00.000Z',
    ms: 1,
    server: null,
    adapter: 'aada',
    missing: [],
    schemaVersion: null,
    behind: null,
    people: null,
    students: null,
    openWithdrawals: null,
    bytes: null,
    unindexedForeignKeys: [],
    problem: null,
  })

const answering =
  (...names: readonly string[]): Ask =>
  async () =>
    (async function* () {
      for (const name of names) yield facts(name)
    })()

/** Answers once and then never again, until it is told to stop. */
const hanging: Ask = async (_, signal) =>
  (async function* () {
    yield facts('a')
    await new Promise((_, reject) => signal.addEventListener('abort', () => reject(signal.reason), { once: true }))
  })()

const problemOf = () => new ProvostError('bridge.closed', 'Gone.')

describe('a survey', () => {
  it('remembers what each tenant said and when it was through', async () => {
    const survey = new Survey(answering('a', 'b'), problemOf)
    await survey.look({ maxAgeMs: 0 })
    expect([...survey.state().facts.keys()]).toEqual(['a.example', 'b.example'])
    expect(survey.state()).toMatchObject({ running: false, answered: 2, rounds: 1, problem: null })
  })

  it('keeps what had answered when it is cancelled, and does not call that a failure', async () => {
    const survey = new Survey(hanging, problemOf)
    const looking = survey.look({ maxAgeMs: 0 })
    while (survey.state().answered === 0) await new Promise((resolve) => setTimeout(resolve, 1))
    survey.cancel()
    await looking
    expect(survey.state()).toMatchObject({ running: false, cancelled: true, problem: null, rounds: 0 })
    expect(survey.state().facts.size).toBe(1)
  })

  it('says why it ended early and keeps what was known', async () => {
    let asked = 0
    const survey = new Survey(
      (question, signal) => (asked++ === 0 ? answering('a')(question, signal) : Promise.reject(new Error('gone'))),
      problemOf,
    )
    await survey.look({ maxAgeMs: 0 })
    await survey.look({ maxAgeMs: 0 })
    expect(survey.state().problem?.code).toBe('bridge.closed')
    expect(survey.state().facts.size).toBe(1)
  })

  it('lets a later survey win over one that still runs', async () => {
    let round = 0
    const survey = new Survey((question, signal) => (round++ === 0 ? hanging : answering('b'))(question, signal), problemOf)
    const first = survey.look({ maxAgeMs: 0 })
    await survey.look({ maxAgeMs: 0 })
    await first
    expect(survey.state()).toMatchObject({ running: false, rounds: 1 })
  })
})
