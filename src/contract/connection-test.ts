import { z } from 'zod'
import { engineKinds } from './connections.ts'
import { connectionName, instant } from './ids.ts'
import { problemSchema } from './procedure.ts'

/** The hops of a connection in their order. A file has no network: its first hops are skipped. */
export const testStages = ['resolve', 'tcp', 'ssh', 'tls', 'authenticate', 'database', 'version', 'read-only', 'schema', 'sample'] as const
export type TestStage = (typeof testStages)[number]

export const stageStatuses = ['ok', 'failed', 'warning', 'skipped', 'not-reached'] as const
export type StageStatus = (typeof stageStatuses)[number]

/** Names and facts of a server's certificate, as the handshake showed them. Instants are UTC. */
export const certificateFacts = z.object({
  subject: z.string(),
  issuer: z.string(),
  names: z.array(z.string()),
  validFrom: instant,
  validTo: instant,
  sha256: z.string(),
  protocol: z.string(),
  cipher: z.string(),
  trusted: z.boolean(),
})
export type CertificateFacts = z.infer<typeof certificateFacts>

export const stageResult = z.object({
  stage: z.enum(testStages),
  status: z.enum(stageStatuses),
  ms: z.number(),
  /** One sentence of evidence. Never a secret, never a row's contents. */
  detail: z.string(),
  certificate: certificateFacts.optional(),
})
export type StageResult = z.infer<typeof stageResult>

/** Who can do what the remedy says. */
export const remedyActors = ['you', 'dba', 'network'] as const
export type RemedyActor = (typeof remedyActors)[number]

/** Something Provost itself can change about the connection, offered as a button beside the remedy. */
export const fix = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('use-tls'), mode: z.enum(['require', 'verify-ca', 'verify-full']), title: z.string() }),
  z.object({ kind: z.literal('use-host'), host: z.string(), title: z.string() }),
  z.object({ kind: z.literal('use-port'), port: z.int(), title: z.string() }),
  z.object({ kind: z.literal('trust-certificate'), sha256: z.string(), title: z.string() }),
  z.object({ kind: z.literal('set-password'), title: z.string() }),
  z.object({ kind: z.literal('use-database'), database: z.string(), title: z.string() }),
  /** Another kept connection to the same database may make the role's rights: `through` is its name. */
  z.object({ kind: z.literal('grant-readonly'), through: connectionName, role: z.string(), title: z.string() }),
  z.object({ kind: z.literal('copy-grant'), sql: z.string(), title: z.string() }),
])
export type Fix = z.infer<typeof fix>

export const testFailure = problemSchema.extend({
  stage: z.enum(testStages),
  driverCode: z.string().nullable(),
  actor: z.enum(remedyActors),
  fixes: z.array(fix),
})
export type TestFailure = z.infer<typeof testFailure>

/**
 * How surely a connection cannot write: 0 someone says so, 1 the session is guarded, 2 the login holds no right to write,
 * 3 the server or file cannot be written to at all. `reasons` says why it is not higher.
 */
export const readOnlyProof = z.object({
  level: z.union([z.literal(0), z.literal(1), z.literal(2), z.literal(3)]),
  reasons: z.array(z.string()),
})
export type ReadOnlyProof = z.infer<typeof readOnlyProof>

/** What is compared with the last test that passed. */
export const testFacts = [
  'address',
  'database',
  'TLS mode',
  'tunnel',
  'access',
  'resolved to',
  'certificate',
  'certificate ends',
  'issuer',
  'server',
  'schema',
] as const
export type TestFact = (typeof testFacts)[number]

export const connectionTest = z.object({
  ok: z.boolean(),
  connection: connectionName.nullable(),
  engine: z.enum(engineKinds),
  flavour: z.string().nullable(),
  version: z.string().nullable(),
  stages: z.array(stageResult),
  failure: testFailure.nullable(),
  readOnly: readOnlyProof.nullable(),
  schema: z.object({ adapter: z.string().nullable(), missing: z.array(z.string()) }).nullable(),
  /** Of a failed test: when the connection last passed, and what is another since; null where it never did, or passes now. */
  lastGood: z
    .object({ at: instant, changes: z.array(z.object({ what: z.enum(testFacts), before: z.string(), now: z.string() })) })
    .nullable(),
  startedAt: instant,
  ms: z.number(),
})
export type ConnectionTest = z.infer<typeof connectionTest>

/** A test as it goes: each stage when it is over, then the whole, and the same as a markdown report for a ticket, without user or secret. */
export const testEvent = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('stage'), result: stageResult }),
  z.object({ kind: z.literal('done'), test: connectionTest, report: z.string() }),
])
export type TestEvent = z.infer<typeof testEvent>
