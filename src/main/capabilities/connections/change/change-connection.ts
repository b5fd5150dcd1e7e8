import type { Connection } from '#contract/connections.ts'
import { ProvostError } from '#contract/errors.ts'
import type { ConnectionBook, ConnectionRecord, TenantRegistry } from '../../../fleet/registry/index.ts'
import type { Sessions } from '../../../fleet/sessions/index.ts'
import type { Vault } from '../../../foundation/credentials/index.ts'
import type { HealthBook } from '../health/health-book.ts'
import type { HealthMonitor } from '../health-monitor.ts'
import type { Change } from './change.ts'
import { type ChangePlan, planChange } from './plan-change.ts'

export interface ChangeServices {
  readonly book: ConnectionBook
  readonly tenants: TenantRegistry
  readonly sessions: Sessions
  readonly vault: Vault
  readonly healthBook: HealthBook
  readonly monitor: HealthMonitor
  readonly clock: () => Date
}

export interface Changed {
  readonly connection: Connection
  readonly changed: string[]
  readonly warnings: string[]
  /** What the audit log keeps: each changed setting before and after, without any secret. */
  readonly detail: Record<string, unknown>
}

/** How long a change waits for a rotation that runs in another console. */
const waitMs = 10_000

const refuseMovingTenants = ({ name }: Connection, to: string, domains: readonly string[], confirm: string | undefined): void => {
  if (domains.length === 0 || confirm === name) return
  throw new ProvostError(
    confirm === undefined ? 'confirmation.missing' : 'confirmation.wrong',
    `${domains.length} ${domains.length === 1 ? 'tenant lives' : 'tenants live'} behind ${name}: another server has to be confirmed by its name.`,
    {
      detail: `They would be looked for at ${to}: ${domains.slice(0, 10).join(', ')}${domains.length > 10 ? ', …' : ''}. Nothing was changed.`,
      remedy: ['See that their databases are on the new server.', `Confirm with the name: --confirm ${name}`],
    },
  )
}

const accountKeys = ['host', 'port', 'user', 'ssh'] as const

/** A rotation that broke off is found out about before the account it was for is left. */
const settled = async (record: ConnectionRecord, { book, sessions }: ChangeServices): Promise<void> => {
  if (!book.isRotating(record)) return
  if ((await sessions.rotations.settle(record)) !== 'unknown') return
  throw new ProvostError(
    'connection.rotation-refused',
    `The password of ${record.connection.name} was being replaced, and the server cannot be asked how that ended.`,
    { remedy: ['Change the connection when the server answers again.', 'Or remove the connection and add it anew.'] },
  )
}

/** The settings under names that the audit log keeps: it drops what a name like "password" or "key" stands before. */
const audited = ({ tls, passwordFrom, passwordCommand, passwordRotationDays, ...plain }: Connection): Record<string, unknown> => ({
  ...plain,
  tls: { mode: tls.mode, ca: tls.ca, cert: tls.cert, keyFile: tls.key, sha256: tls.pin },
  signsInBy: passwordFrom,
  // Its arguments may be secret; its name is not.
  signInProgram: passwordCommand?.[0] ?? null,
  rotationDays: passwordRotationDays,
})

const detailOf = (before: Connection, after: Connection, stored: string): Record<string, unknown> => {
  const [was, is] = [audited(before), audited(after)]
  const { passwordIn: _, passwordChangedAt: __, ...keys } = is
  const changed = Object.keys(keys).filter((key) => JSON.stringify(was[key]) !== JSON.stringify(is[key]))
  const only = (settings: Record<string, unknown>) => Object.fromEntries(changed.map((key) => [key, settings[key]]))
  return { before: only(was), after: only(is), inVault: stored }
}

const withPassword = (plan: ChangePlan, { vault, clock }: ChangeServices): ConnectionRecord => {
  const { record, password } = plan
  if (password.next === null) return record
  const connection: Connection = { ...record.connection, passwordIn: vault.tier, passwordChangedAt: clock().toISOString() }
  return { ...record, connection }
}

/** The old password leaves the vault once nothing needs it; where it cannot, that is told and nothing is undone. */
const dropOld = async (before: ConnectionRecord, after: ConnectionRecord, { vault, book }: ChangeServices): Promise<string[]> => {
  if (before.connection.passwordIn === null || (before.vaultKey === after.vaultKey && after.connection.passwordIn !== null)) return []
  try {
    await vault.delete(before.vaultKey)
    book.setRotating(before, false)
    return []
  } catch (error) {
    if (!(error instanceof ProvostError)) throw error
    return ['The password from before is still in the vault, where nothing uses it: the vault could not be reached to delete it.']
  }
}

/**
 * Changes a kept connection: whole or not at all. A new password is in the vault before the connection says so, and the old one
 * leaves it after.
 */
export const changeConnection = (change: Change, services: ChangeServices): Promise<Changed> => {
  const { book, tenants, sessions, vault, healthBook, monitor } = services
  const { name } = change
  return sessions.rotations.alone(async () => {
    const before = book.get(name)
    const plan = planChange(before, change)
    const after = withPassword(plan, services)
    const { stored } = plan.password
    const changesVault = stored === 'replaced' || (stored === 'gone' && before.connection.passwordIn !== null)
    const changed: string[] = [...plan.changed, ...(changesVault ? ['password'] : [])]
    const result = { connection: after.connection, changed, warnings: [...plan.warnings] }
    const detail = detailOf(before.connection, after.connection, stored)
    if (changed.length === 0) return { ...result, detail }
    if (plan.movesServer)
      refuseMovingTenants(
        before.connection,
        after.connection.address,
        tenants.behind(name).map(({ domain }) => domain),
        change.confirm,
      )
    // Where account and password stay, so do both passwords: the next login finds out all the same.
    const leavesAccount = after.vaultKey !== before.vaultKey || changesVault || accountKeys.some((key) => plan.changed.includes(key))
    if (leavesAccount) await settled(before, services)
    if (plan.password.next !== null) await vault.set(after.vaultKey, plan.password.next)
    try {
      // The vault may have taken its time: what was trusted, rotated or removed meanwhile is not written over.
      if (JSON.stringify(book.get(name)) !== JSON.stringify(before))
        throw new ProvostError('workspace.busy', `${name} was changed by somebody else just now.`, {
          detail: 'Nothing of this change was made.',
          remedy: ['Look at it again, and make the change that is still needed.'],
          retryable: true,
        })
      book.replace(after)
    } catch (error) {
      if (plan.password.next !== null) await vault.delete(after.vaultKey)
      throw error
    }
    sessions.forgetPassword(before)
    if (plan.movesServer) {
      healthBook.forgetCertificate(name)
      monitor.forget(name)
    }
    // What is open ends by itself with what runs on it; nobody waits for that.
    void sessions.release(name)
    return { ...result, warnings: [...result.warnings, ...(await dropOld(before, after, services))], detail }
  }, waitMs)
}
