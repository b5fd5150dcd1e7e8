import { type Connection, longestQueryTimeoutMs } from '#contract/connections.ts'
import { ProvostError } from '#contract/errors.ts'
import { cellRows } from '#contract/wire.ts'
import { type Database, planQuery, redactStatement } from '../../engines/index.ts'
import type { ConnectionBook, TenantRegistry } from '../../fleet/registry/index.ts'
import type { Sessions } from '../../fleet/sessions/index.ts'
import type { Caller } from '../../foundation/access/index.ts'
import type { AuditLog } from '../../foundation/audit/index.ts'
import { bridge } from '../../foundation/bridge/index.ts'
import type { Vault } from '../../foundation/credentials/index.ts'
import { recogniseDatabase } from '../../lms/index.ts'
import { buildRecord } from './build-record.ts'
import { changeConnection } from './change/index.ts'
import { exportConnection } from './export/index.ts'
import { dueOn } from './health/due.ts'
import type { HealthBook } from './health/health-book.ts'
import type { HealthMonitor } from './health-monitor.ts'
import { applyImport, previewImport } from './import/index.ts'
import { withTrustedCertificate } from './trust-certificate.ts'

export interface ConnectionServices {
  readonly book: ConnectionBook
  readonly tenants: TenantRegistry
  readonly sessions: Sessions
  readonly vault: Vault
  readonly audit: AuditLog
  readonly monitor: HealthMonitor
  readonly healthBook: HealthBook
  readonly clock: () => Date
}

/** Of one value, and of all that a person's own statement gives: more is nothing to read, and would fill the console's memory. */
const mostCellBytes = 1_000_000
const mostResultBytes = 32_000_000

const outOfTime = (ms: number, cause: unknown): ProvostError => {
  const longer = Math.min(ms * 5, longestQueryTimeoutMs)
  return new ProvostError('query.timeout', `The statement was stopped in the database: it took longer than ${ms / 1000} s.`, {
    remedy: [
      'Narrow it with WHERE, or sort by an indexed column; the plan shows where its time goes.',
      ...(longer > ms ? [`Give it more time: --timeout ${longer} (milliseconds) on the command line, Time limit in the console.`] : []),
    ],
    retryable: true,
    cause,
  })
}

/** The connections desk: add, list, show, remove, how each is, and one read-only statement. */
export const createConnectionsRouter = (services: ConnectionServices) => {
  const { book, tenants, sessions, vault, audit, monitor, healthBook, clock } = services
  const importServices = { book, vault, audit, clock }
  const record = (
    caller: Caller,
    action: string,
    target: string,
    outcome: 'done' | 'failed' | 'refused',
    detail: Record<string, unknown>,
  ): void => {
    audit.append({ operator: caller.operator.name, roles: caller.operator.roles, action, target, outcome, detail })
  }

  /** A statement that a person wrote: timed, and one line of the audit log whatever came of it. */
  const askedBySomebody = async <Result>(
    caller: Caller,
    asked: { readonly name: string; readonly sql: string; readonly action: string; readonly timeoutMs: number },
    work: (database: Database) => Promise<{ readonly result: Result; readonly detail: Record<string, unknown> }>,
  ): Promise<Result & { ms: number }> => {
    const { name, sql, action } = asked
    const { database } = sessions.open({ kind: 'connection', connection: book.get(name).connection.name })
    const statement = redactStatement(sql, database.engine)
    const started = performance.now()
    try {
      const { result, detail } = await work(database)
      const ms = performance.now() - started
      record(caller, action, name, 'done', { statement, ...detail })
      return { ...result, ms }
    } catch (error) {
      const code = error instanceof ProvostError ? error.code : 'internal.fault'
      record(caller, action, name, code.startsWith('query.') ? 'refused' : 'failed', { statement, code })
      throw code === 'query.timeout' ? outOfTime(asked.timeoutMs, error) : error
    }
  }

  return {
    list: bridge.connections.list.handler(() => ({ connections: book.list().map(({ connection }) => connection) })),

    show: bridge.connections.show.handler(async ({ input, context }) => {
      const { connection } = book.get(input.name)
      const { database } = sessions.open({ kind: 'connection', connection: input.name })
      const recognition = await recogniseDatabase(database, context.signal).catch((error: unknown) => {
        // What is written down can be shown while the server is away; why it is away is the health check's to say.
        if (error instanceof ProvostError && !context.signal.aborted) return null
        throw error
      })
      return {
        connection,
        tenants: tenants.behind(input.name).map(({ domain }) => domain),
        warnings: dueOn(connection, healthBook.certificateExpiresAt(input.name), clock()).map(({ words }) => words),
        adapter: recognition === null ? null : { id: recognition.adapter, missing: [...recognition.missing] },
      }
    }),

    add: bridge.connections.add.handler(async ({ input, context }) => {
      const built = buildRecord(input, clock())
      const { name } = built.record.connection
      if (book.find(name) !== null) book.add(built.record)
      // The secret goes first: a connection whose password was lost would look added and not work.
      if (built.password !== null) await vault.set(built.record.vaultKey, built.password)
      const connection: Connection = { ...built.record.connection, passwordIn: built.password === null ? null : vault.tier }
      try {
        book.add({ ...built.record, connection })
      } catch (error) {
        if (built.password !== null) await vault.delete(built.record.vaultKey)
        throw error
      }
      const { engine, address, environment, readWrite, external } = connection
      record(context.caller, 'connection.add', name, 'done', {
        engine,
        address,
        environment,
        readWrite,
        external,
        tls: connection.tls.mode,
        ssh: connection.ssh,
        signsInBy: connection.passwordFrom,
      })
      return { connection, warnings: [...built.warnings] }
    }),

    change: bridge.connections.change.handler(async ({ input, context }) => {
      const { detail, ...result } = await changeConnection(input, services)
      if (result.changed.length > 0) record(context.caller, 'connection.change', input.name, 'done', detail)
      return result
    }),

    remove: bridge.connections.remove.handler(async ({ input, context }) => {
      const { connection, config, vaultKey } = book.get(input.name)
      const living = tenants.behind(input.name)
      if (living.length > 0) {
        throw new ProvostError('connection.in-use', `${living.length} tenants live behind ${input.name}.`, {
          detail: living
            .slice(0, 10)
            .map(({ domain }) => domain)
            .join(', '),
          remedy: ['Move or archive them first.'],
        })
      }
      if (input.confirm !== input.name) {
        throw new ProvostError(
          input.confirm === undefined ? 'confirmation.missing' : 'confirmation.wrong',
          `Removing ${input.name} has to be confirmed by its name.`,
          {
            detail: 'The database itself is not touched. The connection and its stored password go.',
            remedy: [`Confirm with the name: provost connection remove ${input.name} --confirm ${input.name}`],
          },
        )
      }
      await sessions.release(input.name)
      if (connection.passwordIn !== null) await vault.delete(vaultKey)
      book.remove(connection.name)
      monitor.forget(input.name)
      sessions.forgetPassword({ connection, config, vaultKey })
      record(context.caller, 'connection.remove', input.name, 'done', { engine: connection.engine, address: connection.address })
      return { removed: connection.name }
    }),

    importPreview: bridge.connections.importPreview.handler(({ input }) => previewImport(importServices, input)),
    importApply: bridge.connections.importApply.handler(({ input, context }) =>
      applyImport(importServices, context.caller, input, context.signal),
    ),
    exportFile: bridge.connections.exportFile.handler(({ input, context }) => exportConnection({ book, audit }, context.caller, input)),

    trustCertificate: bridge.connections.trustCertificate.handler(async ({ input, context }) => {
      const trusting = withTrustedCertificate(book.get(input.name), input.sha256)
      const { connection } = trusting
      book.replace(trusting)
      record(context.caller, 'connection.trust-certificate', input.name, 'done', { sha256: connection.tls.pin, tls: connection.tls.mode })
      // What is open was let in under the old rule.
      await sessions.release(input.name)
      return { connection }
    }),

    givePassword: bridge.connections.givePassword.handler(({ input, context }) => {
      const asking = book.get(input.name)
      if (asking.connection.passwordFrom !== 'ask') {
        throw new ProvostError('connection.option-unsupported', `${input.name} does not ask for its password.`, {
          remedy: ['Add it again with --ask-password where it should.'],
        })
      }
      sessions.givePassword(asking, input.password)
      record(context.caller, 'connection.give-password', input.name, 'done', {})
      return { connection: asking.connection }
    }),

    history: bridge.connections.history.handler(({ input }) => healthBook.history(book.get(input.name).connection, input.days)),

    check: bridge.connections.check.handler(({ input, context }) => monitor.check(book.get(input.name), context.signal)),

    watchHealth: bridge.connections.watchHealth.handler(({ context }) => monitor.watch(context.signal)),

    query: bridge.connections.query.handler(({ input, context }) =>
      askedBySomebody(context.caller, { ...input, action: 'connection.query' }, async (database) => {
        const { limit, timeoutMs } = input
        const asked = { limit, timeoutMs, cellBytes: mostCellBytes, maxBytes: mostResultBytes, signal: context.signal }
        const { columns, rows, truncated, cappedBy } = await database.query(input.sql, asked)
        return {
          result: { columns: [...columns], rows: cellRows(rows), truncated, cappedBy },
          detail: { rows: rows.length, truncated, ...(cappedBy === 'bytes' ? { cappedBy } : {}) },
        }
      }),
    ),

    explain: bridge.connections.explain.handler(({ input, context }) =>
      askedBySomebody(context.caller, { ...input, action: 'connection.explain' }, async (database) => {
        const { measured, timeoutMs } = input
        const plan = await planQuery(database, input.sql, measured, { timeoutMs, signal: context.signal })
        return { result: plan, detail: { steps: plan.steps.length, measured } }
      }),
    ),
  }
}
