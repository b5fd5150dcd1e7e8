import { randomUUID } from 'node:crypto'
import type { AccessStatement, GrantResult } from '#contract/connection-access.ts'
import type { ReadOnlyProof } from '#contract/connection-test.ts'
import type { Connection } from '#contract/connections.ts'
import { ProvostError } from '#contract/errors.ts'
import { connectionName } from '#contract/ids.ts'
import { type GrantPlan, openChanges, planGrant, type RoleEvidence, readOnlyEvidence, roleEvidence } from '../../../engines/index.ts'
import type { ConnectionBook, ConnectionRecord } from '../../../fleet/registry/index.ts'
import type { Sessions } from '../../../fleet/sessions/index.ts'
import { proofOf, roleProofOf } from '../test/index.ts'
import { newPassword } from './new-password.ts'
import { onOneSession } from './one-session.ts'
import type { NotingServices } from './other-connections.ts'
import { type KeptPassword, sharedRoleWords, withOthersOfRole, workingPassword } from './role-password.ts'
import { type SameAccount, sameAccountAs } from './same-account.ts'

export interface GrantRequest {
  readonly role: string
  readonly confirm?: string | undefined
  readonly dryRun: boolean
  readonly password?: string | undefined
  readonly connection?: string | undefined
  readonly connectionLimit: number
}

type Rights = 'read' | 'rows'

/** A verifier is no password, but passwords can be guessed against it: it is not shown. */
const shown = ({ sql, why }: AccessStatement): AccessStatement => ({
  sql: sql.replace(/\b(PASSWORD|USING|IDENTIFIED BY) '(?:[^']|'')*'/g, "$1 '(set by Provost, not shown)'"),
  why,
})

const refuse = (record: ConnectionRecord, request: GrantRequest): void => {
  const { name, readWrite } = record.connection
  if (request.dryRun) return
  if (!readWrite)
    throw new ProvostError('connection.read-only', `${name} is a read-only connection, and making a role changes the server.`, {
      remedy: ['Use a connection that was added with --read-write.', 'Or see the SQL with --dry-run, and have it run by whoever may.'],
    })
  if (request.confirm === request.role) return
  throw new ProvostError(
    request.confirm === undefined ? 'confirmation.missing' : 'confirmation.wrong',
    `Making the role ${request.role} has to be confirmed by its name.`,
    { remedy: ['See what would be done with --dry-run.', `Confirm with the role’s name: --confirm ${request.role}`] },
  )
}

/** The connection's place, logged in to as the role. */
const recordOfRole = (record: ConnectionRecord, role: string): ConnectionRecord => {
  if (record.config.engine === 'sqlite') throw new Error('A file has no roles')
  return { ...record, vaultKey: '', config: { ...record.config, user: role } }
}

/** A connection of the role's own, beside the one it was made through. */
const recordFor = (
  as: ConnectionRecord,
  name: Connection['name'],
  rights: Rights,
  { services, kept }: { readonly services: NotingServices; readonly kept: KeptPassword | null },
): ConnectionRecord => {
  const { connection, config } = as
  if (config.engine === 'sqlite' || config.user === null) throw new Error('A role has a name')
  const role = config.user
  const now = services.clock().toISOString()
  const scheme = config.engine === 'postgres' ? 'postgresql' : 'mysql'
  return {
    vaultKey: `connection:${randomUUID()}`,
    config,
    connection: {
      ...connection,
      name,
      user: role,
      readWrite: rights === 'rows',
      url: `${scheme}://${encodeURIComponent(role)}@${connection.address}/${encodeURIComponent(connection.database)}`,
      passwordFrom: 'vault',
      passwordCommand: null,
      passwordIn: services.vault.tier,
      passwordChangedAt: kept === null ? now : kept.by.connection.passwordChangedAt,
      createdAt: now,
    },
  }
}

/** The same user name behind one address may still be another account: a pooler leads two databases to two servers. */
const proveKept = async (made: ConnectionRecord, { password, by }: KeptPassword, { rotations }: Sessions): Promise<void> => {
  if ((await rotations.takes(made, password)) !== false) return
  const { user } = made.connection
  throw new ProvostError('connection.auth-failed', `The password that ${by.connection.name} logs in with is not the one of ${user} here.`, {
    detail: `The rights of ${user} were given. Its password was left alone, and no connection was made.`,
    remedy: ['Give the role’s password with --password-stdin: it is set then.'],
  })
}

/** The name asked for, or one after the role that is still free. */
const nameFor = (record: ConnectionRecord, request: GrantRequest, book: ConnectionBook): Connection['name'] => {
  const plain = request.role.replaceAll(/[^A-Za-z0-9._-]+/g, '-').replace(/^[^A-Za-z0-9]+/, '')
  const candidates = request.connection === undefined ? [plain, `${record.connection.name}-${plain}`] : [request.connection]
  for (const candidate of candidates) {
    const parsed = connectionName.safeParse(candidate)
    if (parsed.success && book.find(parsed.data) === null) return parsed.data
  }
  throw new ProvostError('connection.exists', `No free name was found for the new connection: ${candidates.join(', ')}.`, {
    remedy: ['Give another one with --connection NAME.', 'Or give the role’s password with --password-stdin, and no connection is made.'],
  })
}

const run = async (record: ConnectionRecord, services: NotingServices, plan: GrantPlan): Promise<void> => {
  const { name } = record.connection
  const session = await openChanges(record.config, services.sessions.loginOf(record, true))
  try {
    await session.run(plan.statements.map(({ sql }) => sql))
  } catch (error) {
    // What cannot be taken back in a server that is gone is told by the failure itself.
    await session.run(plan.undo).catch(() => {})
    if (!(error instanceof ProvostError) || error.code !== 'connection.permission-denied') throw error
    throw new ProvostError(error.code, `The login of ${name} may not make this role or give these rights. Nothing was changed.`, {
      detail: error.detail,
      remedy: ['Use a connection whose login may create roles and owns the tables.', 'Or have the SQL of --dry-run run by whoever may.'],
      cause: error,
    })
  } finally {
    await session.end()
  }
}

/** What the new role must not hold, found by the catalogue as the role itself sees it. */
const check = (evidence: RoleEvidence, rights: Rights): { checked: string[]; warnings: string[] } => {
  const words = evidence.findings.map((finding) => finding.words)
  const beyond =
    rights === 'read'
      ? words
      : words.filter((each) => /TRUNCATE|CREATE|TRIGGER|ALTER|DROP|owns|attribute|superuser|member of pg_/.test(each))
  return {
    checked:
      rights === 'read'
        ? [`${words.length} rights to write were found.`]
        : [`${words.length - beyond.length} rights to change rows, ${beyond.length} beyond that.`],
    warnings: beyond,
  }
}

/** Words about the login that asks, told of a role that others look at. */
const named = (words: string, role: string): string => words.replace(/^This login/, `The role ${role}`).replaceAll('this login', role)
const namedProof = ({ level, reasons }: ReadOnlyProof, role: string): ReadOnlyProof => ({
  level,
  reasons: reasons.map((words) => named(words, role)),
})

/** Makes a role with just these rights on the connection's database, and proves it by logging in as that role. */
export const grantRole = async (
  record: ConnectionRecord,
  request: GrantRequest,
  rights: Rights,
  services: NotingServices,
): Promise<GrantResult> => {
  refuse(record, request)
  const { book, sessions, vault } = services
  const { role, dryRun, connectionLimit } = request
  const asked = await onOneSession(record, sessions, (database) =>
    planGrant(database, record.config, { role, rights, connectionLimit, password: null }),
  )
  const as = recordOfRole(record, role)
  const others: SameAccount = asked.exists ? sameAccountAs(as, book) : { also: [], byHand: [] }
  // Whoever uses a role that is there already would lose it with its password, so that takes an explicit wish.
  const makesPassword = request.password === undefined && (!asked.exists || request.connection !== undefined)
  const result = { role, dryRun, readOnly: null, checked: [], connection: null, warnings: [...asked.warnings] }
  if (dryRun) {
    const told = sharedRoleWords(others, request.password === undefined ? (makesPassword ? 'made' : 'none') : 'given')
    return { ...result, warnings: [...result.warnings, ...told], statements: asked.statements.map(shown) }
  }
  const kept = makesPassword ? await workingPassword(others.also, services) : null
  const password = request.password ?? (makesPassword ? (kept?.password ?? newPassword()) : null)
  const keeps = makesPassword || request.connection !== undefined
  const made = keeps ? recordFor(as, nameFor(record, request, book), rights, { services, kept }) : null
  const plan = await onOneSession(record, sessions, (database) =>
    planGrant(database, record.config, { role, rights, connectionLimit, password: kept === null ? password : null }),
  )
  // The secret goes first: a role whose password was lost would be no use to anybody.
  if (made !== null && password !== null) await vault.set(made.vaultKey, password)
  const told: string[] = []
  try {
    // The connection is there as soon as the role has the password: whatever fails after that, it is not lost.
    const work = async (): Promise<void> => {
      await run(record, services, plan)
      if (made !== null && kept !== null) await proveKept(made, kept, sessions)
      if (made !== null) book.add(made)
    }
    if (password !== null && kept === null) told.push(...(await withOthersOfRole(password, others, work, services)))
    else await work()
  } catch (error) {
    if (made !== null && book.find(made.connection.name)?.vaultKey !== made.vaultKey) await vault.delete(made.vaultKey)
    throw error
  }
  const statements = plan.statements.map(shown)
  const warnings = [
    ...plan.warnings,
    ...told,
    ...(made !== null && vault.tier === 'memory' ? ['The vault is in memory: the password is gone when Provost ends.'] : []),
  ]
  const login = made ?? as
  if (password === null) {
    const untouched = 'The role was there already and its password was left alone, so it was not logged in to.'
    const found = await onOneSession(record, sessions, (database) => roleEvidence(database, record.config, role))
    if (found === null)
      return {
        ...result,
        statements,
        warnings: [...warnings, untouched, `What ${role} held before, it still holds, and this login may not look at that.`],
      }
    const { checked, warnings: beyond } = check(found, rights)
    return {
      ...result,
      statements,
      readOnly: namedProof(roleProofOf(found), role),
      checked: ['The role’s rights were looked at in the catalogue.', ...checked],
      warnings: [...warnings, untouched, ...beyond.map((words) => named(words, role)), ...found.unknown],
    }
  }
  const evidence = await onOneSession(login, sessions, (database) => readOnlyEvidence(database, login.config), password)
  const { checked, warnings: beyond } = check(evidence, rights)
  return {
    ...result,
    statements,
    readOnly: proofOf(evidence, rights === 'read'),
    checked: [
      'The role was logged in to.',
      ...(kept === null ? [] : [`Its password was left alone: it is the one that ${kept.by.connection.name} logs in with.`]),
      ...checked,
    ],
    connection: made?.connection.name ?? null,
    warnings: [...warnings, ...beyond],
  }
}
