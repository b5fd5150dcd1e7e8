import { z } from 'zod'
import { engineKinds, environments, tlsModes } from './connections.ts'
import { connectionName } from './ids.ts'
import { problemSchema, procedure } from './procedure.ts'

/** The kinds of file that connection settings are read from. */
export const importFormats = ['zulip', 'env', 'alembic', 'pg_service', 'pgpass', 'my_cnf'] as const
export type ImportFormat = (typeof importFormats)[number]
export const exportFormats = ['zulip', 'env', 'pg_service'] as const
export type ExportFormat = (typeof exportFormats)[number]

/** A file to read: its path on the machine the console runs on, or its name and text, as a browser has them. */
export const importFile = z.union([
  z.strictObject({ path: z.string().min(1).max(4096) }),
  // Longer than a file may be, so that one too long is refused in words and not by its schema.
  z.strictObject({ name: z.string().min(1).max(255), text: z.string().max(4_000_000) }),
])
export type ImportFile = z.infer<typeof importFile>

const files = z.array(importFile).min(1).max(100)

/** What a connection cannot be made without, where the files do not say it. */
export const missingFacts = ['engine', 'host', 'user', 'database'] as const
export type MissingFact = (typeof missingFacts)[number]

/** One connection that the files describe. The password itself never comes along. */
export const importEntry = z.object({
  /** Says which entry is meant when it is picked; another one as soon as the files describe another connection. */
  id: z.string(),
  format: z.enum(importFormats),
  /** The file, and where in it. */
  file: z.string(),
  place: z.string(),
  /** The proposed name; for one that is there already, the name it has. */
  name: z.string(),
  engine: z.enum(engineKinds).nullable(),
  /** `host:port`, or the file's path. */
  address: z.string().nullable(),
  database: z.string().nullable(),
  user: z.string().nullable(),
  environment: z.enum(environments),
  external: z.boolean(),
  /** Null where the files do not say: Provost's own default is then taken. */
  tls: z.object({ mode: z.enum(tlsModes).nullable(), ca: z.string().nullable(), cert: z.string().nullable(), key: z.string().nullable() }),
  passwordFound: z.boolean(),
  /**
   * `new` can be picked; `there` is a connection of the workspace already, or an earlier entry; `incomplete` can be picked
   * once what is missing is given; `refused` cannot be, and `problem` says why.
   */
  state: z.enum(['new', 'there', 'incomplete', 'refused']),
  /** For one that is there: the password in the vault against the one found. Null where there is nothing to compare. */
  storedPassword: z.enum(['same', 'differs', 'missing', 'unknown']).nullable(),
  missing: z.array(z.enum(missingFacts)),
  /** Where the files name no engine: what is missing besides once one is given. Null where they name it. */
  missingWith: z.record(z.enum(engineKinds), z.array(z.enum(missingFacts))).nullable(),
  /** What was assumed or left aside, in words. */
  assumptions: z.array(z.string()),
  problem: problemSchema.nullable(),
})
export type ImportEntry = z.infer<typeof importEntry>

/** What the person should know of a file that is no connection of its own. */
export const importRemark = z.object({ file: z.string(), text: z.string() })
export type ImportRemark = z.infer<typeof importRemark>

/** One entry to take, and what the person says about it. */
export const importPick = z.object({
  id: z.string().max(64),
  name: z.string().max(200).optional(),
  environment: z.enum(environments).optional(),
  /** What was missing. */
  given: z
    .object({
      engine: z.enum(engineKinds),
      host: z.string().min(1).max(255),
      user: z.string().min(1).max(255),
      database: z.string().min(1).max(4096),
    })
    .partial()
    .default({}),
  /** For one that is there already: put the password found into the vault instead of the stored one. */
  replacePassword: z.boolean().default(false),
})
export type ImportPick = z.input<typeof importPick>

export const importResult = z.object({
  id: z.string(),
  name: z.string(),
  outcome: z.enum(['added', 'there', 'password-replaced', 'refused']),
  /** The connection as it is now; null where it was refused. */
  connection: connectionName.nullable(),
  warnings: z.array(z.string()),
  problem: problemSchema.nullable(),
})
export type ImportResult = z.infer<typeof importResult>

export const exportedFile = z.object({ name: z.string(), text: z.string() })
export type ExportedFile = z.infer<typeof exportedFile>

export const connectionFiles = {
  /** What the files describe. Nothing is stored and nothing is contacted. */
  importPreview: procedure('connections.manage')
    .input(z.object({ files }))
    .output(z.object({ entries: z.array(importEntry), remarks: z.array(importRemark) })),
  /** Takes the picked entries: each goes in whole, password and record, or not at all. */
  importApply: procedure('connections.manage', { deadlineMs: 600_000 })
    .input(z.object({ files, picks: z.array(importPick).min(1).max(10_000) }))
    .output(z.object({ results: z.array(importResult) })),
  /** A connection in another tool's words, without any secret. */
  exportFile: procedure('connections.read')
    .input(z.object({ name: connectionName, format: z.enum(exportFormats) }))
    .output(z.object({ format: z.enum(exportFormats), files: z.array(exportedFile), notes: z.array(z.string()) })),
}
