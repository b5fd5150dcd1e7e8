import { type ConnectionTest, type StageResult, type TestEvent, type TestFailure, testStages } from '#contract/connection-test.ts'
import { ProvostError } from '#contract/errors.ts'
import { tlsProblem } from '../../../engines/index.ts'
import { isLoopback } from '../../../fleet/registry/index.ts'
import { databaseStages } from './database-stages.ts'
import { deadline, silent } from './deadline.ts'
import { failureOf } from './failure.ts'
import { loginStages } from './login-stages.ts'
import { lookAround } from './look-around.ts'
import { networkStages } from './network-stages.ts'
import { reportOf } from './report.ts'
import { type Findings, type Stage, type StageContext, StageFailure } from './stage.ts'
import type { TestServices, TestSubject } from './subject.ts'
import { factsOf } from './test-facts.ts'

const stages: readonly Stage[] = [...networkStages, ...loginStages, ...databaseStages]

const nothingFound = (): Findings => ({
  place: null,
  tunnel: null,
  line: null,
  greeting: null,
  handshake: null,
  wish: null,
  database: null,
  databaseProblem: null,
  hasPassword: false,
  flavour: null,
  version: null,
  readOnly: null,
  schema: null,
  tables: [],
})

/** A rule of ours, before anything is contacted. */
const refusal = ({ record: { connection, config } }: TestSubject): ProvostError | null => {
  if (config.engine === 'sqlite' || connection.environment !== 'production') return null
  if (config.tls.mode !== 'disable' || isLoopback(config.host) || connection.ssh !== null) return null
  return new ProvostError('connection.insecure-refused', 'A production connection over the network has to be encrypted.', {
    detail: `${config.host} is not this machine, and TLS is turned off. Nothing was contacted.`,
    remedy: ['Turn TLS on, which checks the certificate and its name.', 'Or reach the server through an SSH tunnel.'],
  })
}

type Ran = { readonly result: StageResult; readonly problem: ProvostError | null; readonly failure: StageFailure | null }

const runStage = async (stage: Stage, context: StageContext): Promise<Ran> => {
  const start = performance.now()
  const ms = (): number => Math.round((performance.now() - start) * 10) / 10
  try {
    const { status = 'ok', detail, certificate } = await stage.run(context)
    return { result: { stage: stage.stage, status, ms: ms(), detail, ...(certificate && { certificate }) }, problem: null, failure: null }
  } catch (error) {
    if (context.caller.aborted) throw error
    const failure = error instanceof StageFailure ? error : null
    const { connection, config } = context.subject.record
    const hasCertificate = config.engine !== 'sqlite' && config.tls.cert !== null
    const plain = failure?.problem ?? tlsProblem(error, connection.address, hasCertificate)
    // Through a tunnel the far end may be what failed, and only ssh says so.
    const explained = context.found.tunnel === null || plain === null ? plain : await context.found.tunnel.explain(plain)
    const problem = explained instanceof ProvostError ? explained : plain
    // A fault of ours is not dressed up as a failed connection.
    if (problem === null) throw error
    const certificate = failure?.certificate
    const result: StageResult = {
      stage: stage.stage,
      status: 'failed',
      ms: ms(),
      detail: problem.title,
      ...(certificate && { certificate }),
    }
    return { result, problem, failure }
  }
}

/**
 * Tests a connection hop by hop. The first hop that fails is the diagnosis; those after it are not reached. Nothing is ever
 * written, and no secret and no row's contents enter an event.
 */
export async function* testConnection(subject: TestSubject, services: TestServices, caller: AbortSignal): AsyncGenerator<TestEvent> {
  const { connection, config } = subject.record
  const startedAt = services.clock().toISOString()
  const start = performance.now()
  const found = nothingFound()
  const timeoutMs = connection.pool.connectTimeoutMs
  const connecting = deadline(timeoutMs, caller, () => silent(connection.address, timeoutMs))
  const context: StageContext = { subject, services, caller, connecting, found }
  const results: StageResult[] = []
  let failure: TestFailure | null = null
  try {
    const refused = refusal(subject)
    if (refused !== null) {
      for (const stage of testStages.slice(0, 3)) results.push({ stage, status: 'skipped', ms: 0, detail: 'Nothing was contacted.' })
      results.push({ stage: 'tls', status: 'failed', ms: 0, detail: refused.title })
      failure = failureOf(refused, 'tls', [{ kind: 'use-tls', mode: 'verify-full', title: 'Turn TLS on' }])
      for (const result of results) yield { kind: 'stage', result }
    }
    for (const stage of failure === null ? stages : []) {
      const { result, problem, failure: staged } = await runStage(stage, context)
      if (problem !== null) {
        const fixes = staged !== null && staged.fixes.length > 0 ? staged.fixes : await lookAround(context, problem, stage.stage)
        failure = failureOf(problem, stage.stage, fixes)
      }
      results.push(result)
      yield { kind: 'stage', result }
      if (failure !== null) break
      if (stage.stage === 'database') connecting.end()
    }
    for (const stage of testStages.slice(results.length)) {
      const result: StageResult = { stage, status: 'not-reached', ms: 0, detail: '' }
      results.push(result)
      yield { kind: 'stage', result }
    }
  } finally {
    connecting.end()
    found.line?.destroy()
    await found.database?.close()
    found.tunnel?.release()
  }
  const facts = factsOf(subject, found)
  if (failure === null && subject.kept) services.goodTests.keep(connection.name, startedAt, facts)
  const test: ConnectionTest = {
    ok: failure === null,
    connection: subject.kept ? connection.name : null,
    engine: config.engine,
    flavour: found.flavour,
    version: found.version,
    stages: results,
    failure,
    readOnly: found.readOnly,
    schema: found.schema,
    lastGood: failure === null || !subject.kept ? null : services.goodTests.since(connection.name, facts),
    startedAt,
    ms: Math.round(performance.now() - start),
  }
  yield { kind: 'done', test, report: reportOf(test, connection) }
}
