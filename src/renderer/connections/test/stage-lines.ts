import type { StageResult, TestStage } from '#contract/connection-test.ts'
import type { EngineKind } from '#contract/connections.ts'
import type { TestRun } from './test-run.ts'

/** One line of the waterfall. `start` and `share` are of the whole test's time, 0 to 1. */
export interface StageLine {
  readonly stage: TestStage
  readonly name: string
  readonly status: StageResult['status'] | 'running' | 'waiting'
  readonly result: StageResult | null
  readonly start: number
  readonly share: number
}

/** In the order in which they run; a test holds it to the contract's. */
export const stageOrder: readonly TestStage[] = [
  'resolve',
  'tcp',
  'ssh',
  'tls',
  'authenticate',
  'database',
  'version',
  'read-only',
  'schema',
  'sample',
]

const names: Readonly<Record<TestStage, string>> = {
  resolve: 'Name',
  tcp: 'TCP',
  ssh: 'SSH',
  tls: 'TLS',
  authenticate: 'Sign in',
  database: 'Database',
  version: 'Version',
  'read-only': 'Read-only',
  schema: 'Schema',
  sample: 'Sample read',
}

export const stageName = (stage: TestStage, engine: EngineKind): string =>
  engine === 'sqlite' && stage === 'authenticate' ? 'File' : names[stage]

const network: readonly TestStage[] = ['resolve', 'tcp', 'ssh', 'tls']

/** The hops that this connection has: a file has no network, and without a tunnel there is no SSH. */
export const stagesOf = (engine: EngineKind, tunnel: boolean): readonly TestStage[] =>
  stageOrder.filter((stage) => (engine === 'sqlite' ? !network.includes(stage) : stage !== 'ssh' || tunnel))

/** The waterfall as it stands: what is over, what runs, what has not come. Bars begin where the one before ended. */
export function stageLines(run: TestRun, engine: EngineKind, tunnel: boolean): StageLine[] {
  const byStage = new Map(run.stages.map((result) => [result.stage, result]))
  const shown = stagesOf(engine, tunnel)
  const total = Math.max(1, ...[run.stages.reduce((sum, { ms }) => sum + ms, 0)])
  const next = run.state === 'running' ? shown.find((stage) => !byStage.has(stage)) : undefined
  let passed = 0
  return shown.map((stage) => {
    const result = byStage.get(stage) ?? null
    const start = passed / total
    passed += result?.ms ?? 0
    const status = result?.status ?? (stage === next ? 'running' : run.state === 'running' ? 'waiting' : 'not-reached')
    return { stage, name: stageName(stage, engine), status, result, start, share: (result?.ms ?? 0) / total }
  })
}

/** A certificate's subject and dates stand in full beside the waterfall, so the line leaves them out. */
const ofCertificate = /\s?Subject .*?valid to \d{4}-\d{2}-\d{2}\./

/** The evidence in the words of one line. */
export function evidenceOf(result: StageResult): string {
  if (result.stage === 'tls' && result.certificate !== undefined && result.status !== 'failed')
    return result.detail.replace(ofCertificate, '')
  if (result.stage === 'read-only') return /^Level \d: [^.]*\./.exec(result.detail)?.[0] ?? result.detail
  return result.detail
}
