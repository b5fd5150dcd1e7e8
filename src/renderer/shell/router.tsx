import {
  createHashHistory,
  createRootRoute,
  createRoute,
  createRouter,
  lazyRouteComponent,
  redirect,
  retainSearchParams,
} from '@tanstack/react-router'
import { problemOf } from '../bridge/index.ts'
import { readMigrationsSearch } from '../migrations/search.ts'
import { readTablesSearch } from '../tables/search.ts'
import { EmptyFace, FailedFace, LoadingFace } from '../ui/index.ts'
import { later, loadTheRest } from './later.ts'
import { Layout } from './layout.tsx'
import { readListSearch } from './list-search.ts'

interface RootSearch {
  /** What the screens work on, as `target-text.ts` writes it; stays while one goes from desk to desk. */
  readonly target?: string
}

const rootRoute = createRootRoute({
  validateSearch: (search: Record<string, unknown>): RootSearch =>
    typeof search['target'] === 'string' ? { target: search['target'] } : {},
  search: { middlewares: [retainSearchParams(['target'])] },
  component: Layout,
  notFoundComponent: () => (
    <EmptyFace icon="search" title="There is no such screen">
      The address names a screen this version does not have. Choose a desk in the rail.
    </EmptyFace>
  ),
})

const home = createRoute({
  getParentRoute: () => rootRoute,
  path: '/',
  beforeLoad: () => {
    throw redirect({ to: '/tenants' })
  },
})

const tenants = createRoute({
  getParentRoute: () => rootRoute,
  path: '/tenants',
  validateSearch: readListSearch,
  component: lazyRouteComponent(
    later(() => import('../tenants/tenants-screen.tsx')),
    'TenantsScreen',
  ),
})

const migrations = createRoute({
  getParentRoute: () => rootRoute,
  path: '/migrations',
  validateSearch: readMigrationsSearch,
  component: lazyRouteComponent(
    later(() => import('../migrations/status-screen.tsx')),
    'StatusScreen',
  ),
})

const migrationPlan = createRoute({
  getParentRoute: () => rootRoute,
  path: '/migrations/plan',
  validateSearch: readMigrationsSearch,
  component: lazyRouteComponent(
    later(() => import('../migrations/plan-screen.tsx')),
    'PlanScreen',
  ),
})

const migrationRollback = createRoute({
  getParentRoute: () => rootRoute,
  path: '/migrations/rollback',
  validateSearch: readMigrationsSearch,
  component: lazyRouteComponent(
    later(() => import('../migrations/rollback-screen.tsx')),
    'RollbackScreen',
  ),
})

const migrationRuns = createRoute({
  getParentRoute: () => rootRoute,
  path: '/migrations/runs',
  validateSearch: readMigrationsSearch,
  component: lazyRouteComponent(
    later(() => import('../migrations/runs-screen.tsx')),
    'RunsScreen',
  ),
})

const migrationRun = createRoute({
  getParentRoute: () => rootRoute,
  path: '/migrations/runs/$run',
  validateSearch: readMigrationsSearch,
  component: lazyRouteComponent(
    later(() => import('../migrations/run-screen.tsx')),
    'RunScreen',
  ),
})

const migrationDrift = createRoute({
  getParentRoute: () => rootRoute,
  path: '/migrations/drift',
  validateSearch: readMigrationsSearch,
  component: lazyRouteComponent(
    later(() => import('../migrations/drift-screen.tsx')),
    'DriftScreen',
  ),
})

const people = createRoute({
  getParentRoute: () => rootRoute,
  path: '/people',
  validateSearch: readListSearch,
  component: lazyRouteComponent(
    later(() => import('../registrar/people-screen.tsx')),
    'PeopleScreen',
  ),
})

const enrollments = createRoute({
  getParentRoute: () => rootRoute,
  path: '/enrollments',
  validateSearch: readListSearch,
  component: lazyRouteComponent(
    later(() => import('../registrar/enrollments-screen.tsx')),
    'EnrollmentsScreen',
  ),
})

const withdrawals = createRoute({
  getParentRoute: () => rootRoute,
  path: '/withdrawals',
  validateSearch: readListSearch,
  component: lazyRouteComponent(
    later(() => import('../registrar/withdrawals-screen.tsx')),
    'WithdrawalsScreen',
  ),
})

const refunds = createRoute({
  getParentRoute: () => rootRoute,
  path: '/refunds',
  validateSearch: readListSearch,
  component: lazyRouteComponent(
    later(() => import('../registrar/refunds-screen.tsx')),
    'RefundsScreen',
  ),
})

const connections = createRoute({
  getParentRoute: () => rootRoute,
  path: '/connections',
  validateSearch: readListSearch,
  component: lazyRouteComponent(
    later(() => import('../connections/connections-screen.tsx')),
    'ConnectionsScreen',
  ),
})

const tables = createRoute({
  getParentRoute: () => rootRoute,
  path: '/tables',
  validateSearch: readTablesSearch,
  component: lazyRouteComponent(
    later(() => import('../tables/tables-screen.tsx')),
    'TablesScreen',
  ),
})

const jobs = createRoute({
  getParentRoute: () => rootRoute,
  path: '/jobs',
  validateSearch: readListSearch,
  component: lazyRouteComponent(
    later(() => import('../activity/jobs-screen.tsx')),
    'JobsScreen',
  ),
})

const audit = createRoute({
  getParentRoute: () => rootRoute,
  path: '/audit',
  validateSearch: readListSearch,
  component: lazyRouteComponent(
    later(() => import('../activity/audit-screen.tsx')),
    'AuditScreen',
  ),
})

const settings = createRoute({
  getParentRoute: () => rootRoute,
  path: '/settings',
  component: lazyRouteComponent(
    later(() => import('../settings/settings-screen.tsx')),
    'SettingsScreen',
  ),
})

/** The screens by their addresses. Filters and target stand in the address, so that a link opens what its sender saw. */
export const router = createRouter({
  routeTree: rootRoute.addChildren([
    home,
    tenants,
    migrations,
    migrationPlan,
    migrationRollback,
    migrationRuns,
    migrationRun,
    migrationDrift,
    people,
    enrollments,
    withdrawals,
    refunds,
    connections,
    tables,
    jobs,
    audit,
    settings,
  ]),
  history: createHashHistory(),
  defaultPendingMs: 300,
  defaultPendingComponent: () => <LoadingFace rows={6}>Loading the screen</LoadingFace>,
  defaultErrorComponent: ({ error, reset }) => <FailedFace problem={problemOf(error)} onRetry={reset} />,
})

const settled = router.subscribe('onResolved', () => {
  settled()
  loadTheRest()
})

declare module '@tanstack/react-router' {
  interface Register {
    router: typeof router
  }
}
