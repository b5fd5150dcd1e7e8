import { eventIterator } from '@orpc/contract'
import { z } from 'zod'
import { readOnlyProof, testEvent } from './connection-test.ts'
import { connectionDraft, engineKinds } from './connections.ts'
import { connectionName } from './ids.ts'
import { procedure } from './procedure.ts'

/** Whom a right belongs to. A SQLite file has no accounts: there it is the system's users. */
export const principalKinds = ['account', 'role', 'public', 'file'] as const
export const accessScopes = [
  'server',
  'database',
  'schema',
  'table',
  'column',
  'sequence',
  'routine',
  'membership',
  'future',
  'file',
] as const
/** What an access review points at. */
export const accessFlags = [
  'superuser',
  'administers-roles',
  'server-files',
  'write',
  'schema-change',
  'ownership',
  'definer-routine',
  'grant-option',
  'everyone',
  'no-password-expiry',
  'no-connection-limit',
  'bypasses-row-security',
] as const
export type AccessFlag = (typeof accessFlags)[number]

/** One line of the access review: who may do what, on which objects. */
export const accessEntry = z.object({
  who: z.string(),
  kind: z.enum(principalKinds),
  canLogIn: z.boolean(),
  scope: z.enum(accessScopes),
  objects: z.array(z.string()),
  privileges: z.array(z.string()),
  flags: z.array(z.enum(accessFlags)),
  /** The statement that would take it away; null where there is none, or it is not a single one. */
  revoke: z.string().nullable(),
})
export type AccessEntry = z.infer<typeof accessEntry>

export const accessReview = z.object({
  connection: connectionName,
  engine: z.enum(engineKinds),
  database: z.string(),
  /** The login that looked. */
  login: z.string(),
  readOnly: readOnlyProof,
  entries: z.array(accessEntry),
  /** What this login may not see, in words: an empty list means that the review is whole. */
  limits: z.array(z.string()),
})
export type AccessReview = z.infer<typeof accessReview>

/** One statement of a grant, and why it is there. Never holds a password in clear. */
export const accessStatement = z.object({ sql: z.string(), why: z.string() })
export type AccessStatement = z.infer<typeof accessStatement>

export const grantResult = z.object({
  role: z.string(),
  dryRun: z.boolean(),
  statements: z.array(accessStatement),
  /** Proven by logging in as the new role; null where nothing was changed or no password is known. */
  readOnly: readOnlyProof.nullable(),
  /** What the new role was seen to be able to do, by the catalogue. */
  checked: z.array(z.string()),
  /** The connection that was made for the role, with its password in the vault. */
  connection: connectionName.nullable(),
  warnings: z.array(z.string()),
})
export type GrantResult = z.infer<typeof grantResult>

/** Whom a new password of a connection's account concerns. */
export const rotationPlan = z.object({
  /** Whose password it is, in words. */
  account: z.string(),
  /** Other connections that log in as the same account: the vault's password for them changes in the same act. */
  also: z.array(connectionName),
  /**
   * Those whose password is not changed in the same act, and why: it is kept elsewhere, and they fail until a person has changed it there;
   * or the vault holds another one for them (`differs`), and it is not sure that theirs is this account. Those are left as they are
   * unless a login proves it.
   */
  byHand: z.array(z.object({ connection: connectionName, where: z.string(), differs: z.boolean() })),
  /** Whether one of them all is production: then the name has to be typed. */
  production: z.boolean(),
})
export type RotationPlan = z.infer<typeof rotationPlan>

const byName = z.object({ name: connectionName })
const grantRequest = byName.extend({
  role: z.string().min(1).max(63),
  /** The role's name once more, as the person typed it; not needed for a dry run. */
  confirm: z.string().optional(),
  dryRun: z.boolean().default(false),
  /**
   * The role's password. Without one, and with `connection`, one is made and kept in the vault only; a role that is there already keeps the
   * one that another kept connection logs in with. One that is set is written for each kept connection of the role that a login proves.
   */
  password: z.string().min(1).max(256).optional(),
  /** A new connection to make for the role. */
  connection: z.string().optional(),
  /** Sessions the role may have at once. */
  connectionLimit: z.int().min(1).max(10_000).default(20),
})

export const connectionAccess = {
  /**
   * The staged test of a connection, stage by stage. A vault that gives no password ends the call with the vault's own code where it
   * is asked `first`; else it is a failure of the login's stage.
   */
  test: procedure('connections.read', { deadlineMs: null })
    .input(byName.extend({ vault: z.enum(['first', 'stage']).default('stage') }))
    .output(eventIterator(testEvent)),
  /** The same of settings that are not kept (yet). */
  testDraft: procedure('connections.manage', { deadlineMs: null })
    .input(z.object({ draft: connectionDraft }))
    .output(eventIterator(testEvent)),
  /** Who may do what in the connection's database; as text where a format is given. */
  privileges: procedure('connections.read', { deadlineMs: null })
    .input(byName.extend({ format: z.enum(['json', 'csv']).optional() }))
    .output(accessReview.extend({ text: z.string().nullable() })),
  /** A role that may read and nothing else. */
  grantReadonly: procedure('connections.manage', { deadlineMs: null }).input(grantRequest).output(grantResult),
  /** A role that may change rows, and not the schema. */
  grantApplication: procedure('connections.manage', { deadlineMs: null }).input(grantRequest).output(grantResult),
  /** A new password in the server and in the vault, or neither, for every connection of the account. */
  rotate: procedure('connections.manage', { deadlineMs: null })
    .input(byName.extend({ confirm: z.string().optional(), dryRun: z.boolean().default(false) }))
    .output(
      rotationPlan.extend({
        connection: connectionName,
        dryRun: z.boolean(),
        /** Null where nothing was changed. */
        rotatedAt: z.string().nullable(),
        passwordIn: z.string(),
        detail: z.string(),
      }),
    ),
}
