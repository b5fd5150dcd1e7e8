import { createAuditRouter, createJobsRouter } from './capabilities/activity/index.ts'
import { createConnectionAccessRouter, createConnectionsRouter } from './capabilities/connections/index.ts'
import { createRegistrarRouter } from './capabilities/registrar/index.ts'
import { createTablesRouter } from './capabilities/tables/index.ts'
import { createDemoRouter, createTenantsRouter } from './capabilities/tenants/index.ts'
import { createOperatorsRouter, createWorkspaceRouter } from './capabilities/workspace/index.ts'
import { engineOf } from './engines/index.ts'
import { openConnectionBook, openTenantRegistry } from './fleet/registry/index.ts'
import { openSessions } from './fleet/sessions/index.ts'
import { type Caller, openAccess } from './foundation/access/index.ts'
import { openAuditLog } from './foundation/audit/index.ts'
import { type BridgeContext, bridge } from './foundation/bridge/index.ts'
import { openVault } from './foundation/credentials/index.ts'
import { type Jobs, openJobs } from './foundation/jobs/index.ts'
import { openLog } from './foundation/log/index.ts'
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
  close(): Promise<void>
}

const createRouter = (options: ConsoleOptions, state: State, jobs: Jobs) => {
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
    passwordForThisRun,
    ...(options.onStatement === undefined ? {} : { onStatement: options.onStatement }),
  })
  const services = { state, audit, access, jobs, vault, book, tenants, sessions, clock, directory, environment, startChild }
  return {
    services,
    router: bridge.router({
      workspace: createWorkspaceRouter(services),
      operators: createOperatorsRouter(services),
      connections: { ...createConnectionsRouter(services), ...createConnectionAccessRouter(services) },
      tables: createTablesRouter(services),
      tenants: createTenantsRouter(services),
      registrar: createRegistrarRouter(services),
      jobs: createJobsRouter(services),
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
  const { router, services } = createRouter(options, state, jobs)
  const { access, audit, sessions, vault } = services
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
    async close() {
      await jobs.close()
      await sessions.close()
      vault.close()
      log.close()
      state.close()
    },
  }
}
