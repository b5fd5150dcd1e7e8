import { createAuditRouter, createJobsRouter } from './capabilities/activity/index.ts'
import { createAlertsRouter } from './capabilities/alerts/index.ts'
import { createConnectionAccessRouter, createConnectionsRouter, HealthMonitor, openHealthBook } from './capabilities/connections/index.ts'
import { createMigrationsRouter } from './capabilities/migrations/index.ts'
import { createRegistrarRouter } from './capabilities/registrar/index.ts'
import { createTablesRouter } from './capabilities/tables/index.ts'
import { createDemoRouter, createTenantsRouter } from './capabilities/tenants/index.ts'
import { createOperatorsRouter, createWorkspaceRouter } from './capabilities/workspace/index.ts'
import { engineOf, sweepScratchFiles } from './engines/index.ts'
import { openConnectionBook, openTenantRegistry } from './fleet/registry/index.ts'
import { openRuns } from './fleet/runs/index.ts'
import { openSessions } from './fleet/sessions/index.ts'
import { type Caller, openAccess } from './foundation/access/index.ts'
import { type Notify, openAlerts } from './foundation/alerts/index.ts'
import { openAuditLog } from './foundation/audit/index.ts'
import { type BridgeContext, bridge } from './foundation/bridge/index.ts'
import { openVault } from './foundation/credentials/index.ts'
import { type Jobs, openJobs } from './foundation/jobs/index.ts'
import { type Log, openLog } from './foundation/log/index.ts'
import type { StartChild } from './foundation/processes/index.ts'
import { openState, type State } from './foundation/state/index.ts'

export interface ConsoleOptions {
  /** The workspace. */
  readonly directory: string
  /** What the host was started with: which vault, its passphrase. */
  readonly environment: NodeJS.ProcessEnv
  /** How this host starts a Node child. */
  readonly startChild: StartChild
  readonly clock?: () => Date
  /** Told of every statement Provost runs, without its values. */
  readonly onStatement?: (sql: string) => void
  /** How this host asks a person for the password of a connection that asks each time; null for what they did not give. */
  readonly askPassword?: (connection: string) => Promise<string | null>
  /** How this host shows a notification of the desktop. */
  readonly notify?: Notify
  /** A host that stays looks after the connections by itself, `PROVOST_HEALTH_MINUTES` apart (5; 0 for never). */
  readonly stays?: boolean
}

/** All of Provost on one workspace, without a host. */
export interface Console {
  readonly router: ReturnType<typeof createRouter>['router']
  /**
   * What each call carries: who acts, by name (the workspace's owner where it is null), and from where.
   * @throws ProvostError `operator.unknown`
   */
  context(operator: string | null, host: Caller['host']): BridgeContext
  readonly state: State
  readonly jobs: Jobs
  /** Ends the work that runs here, as interrupted, and waits for it. What came of it can still be asked. */
  endWork(): Promise<void>
  close(): Promise<void>
}

/** Minutes between two looks at each connection, as milliseconds; null for none. */
const healthInterval = ({ environment, stays = false }: ConsoleOptions): number | null => {
  const minutes = Number(environment['PROVOST_HEALTH_MINUTES'] || 5)
  return stays && Number.isFinite(minutes) && minutes > 0 ? Math.max(minutes * 60_000, 1000) : null
}

const createRouter = (options: ConsoleOptions, state: State, jobs: Jobs, log: Log) => {
  const clock = options.clock ?? (() => new Date())
  const { directory, environment, startChild } = options
  const audit = openAuditLog(state, clock)
  const access = openAccess(state)
  const vault = openVault({ environment, directory, startChild })
  const book = openConnectionBook(state)
  const tenants = openTenantRegistry(state)
  const passwordForThisRun = environment['PROVOST_PASSWORD'] ?? null
  const sessions = openSessions({
    book,
    tenants,
    vault,
    engineOf: (kind) => engineOf(kind, { startChild }),
    directory,
    environment,
    passwordForThisRun,
    ...(options.askPassword === undefined ? {} : { askPassword: options.askPassword }),
    ...(options.onStatement === undefined ? {} : { onStatement: options.onStatement }),
  })
  const alerts = openAlerts(state, { clock, ...(options.notify === undefined ? {} : { notify: options.notify }) })
  const healthBook = openHealthBook(state, alerts, clock)
  const onFault = (error: unknown, connection: string): void => log.fault('health', connection, error)
  const monitor = new HealthMonitor({ book, sessions, healthBook, clock, onFault })
  const interval = healthInterval(options)
  if (interval !== null) monitor.schedule(interval)
  const shared = { state, audit, access, jobs, vault, book, tenants, sessions, clock, directory, environment, startChild }
  const runs = openRuns(state, jobs, { clock, onFault: (error, run) => log.fault(run, 'migrations.run', error) })
  const services = { ...shared, alerts, healthBook, monitor, runs }
  return {
    services,
    router: bridge.router({
      workspace: createWorkspaceRouter(services),
      operators: createOperatorsRouter(services),
      connections: { ...createConnectionsRouter(services), ...createConnectionAccessRouter(services) },
      tables: createTablesRouter(services),
      tenants: createTenantsRouter(services),
      migrations: createMigrationsRouter(services),
      registrar: createRegistrarRouter(services),
      jobs: createJobsRouter(services),
      alerts: createAlertsRouter(services),
      audit: createAuditRouter(services),
      demo: createDemoRouter(services),
    }),
  }
}

/**
 * Opens the console on a workspace, making the workspace where there is none.
 * @throws ProvostError `workspace.unusable`, `workspace.state-corrupt`, `workspace.state-newer`
 */
export const openConsole = (options: ConsoleOptions): Console => {
  const state = openState(options.directory)
  const log = openLog(options.directory)
  const jobs = openJobs(state, {
    ...(options.clock === undefined ? {} : { clock: options.clock }),
    onFault: (error, job) => log.fault(job.id, `jobs.${job.kind}`, error),
  })
  const { router, services } = createRouter(options, state, jobs, log)
  const { access, audit, clock, monitor, runs, sessions, vault } = services
  // A clone of a file holds a tenant's rows; whoever made it and was killed may not come back. On servers the next migration looks.
  const sweeping = sweepScratchFiles(clock()).catch((error: unknown) => log.fault('start', 'scratch files', error))
  let ended: Promise<void> | null = null
  const endWork = (): Promise<void> => {
    runs.close()
    ended ??= jobs.close()
    return ended
  }
  return {
    router,
    state,
    jobs,
    context(operator, host) {
      const caller = access.caller(operator, host)
      return {
        caller,
        onFault: (reference, path, error) => log.fault(reference, path, error),
        onRefused: (path, right) =>
          audit.append({
            operator: caller.operator.name,
            roles: caller.operator.roles,
            action: path,
            outcome: 'refused',
            detail: { right },
          }),
      }
    },
    endWork,
    async close() {
      await sweeping
      await monitor.close()
      await endWork()
      await sessions.close()
      vault.close()
      log.close()
      state.close()
    },
  }
}
