const usual = 30_000

/** Those procedures whose deadline is not the usual one, as the contract declares them; null is none. A test holds them to it. */
const declared: Readonly<Record<string, number | null>> = {
  'connections.watchHealth': null,
  'connections.query': null,
  'connections.explain': null,
  'connections.test': null,
  'connections.testDraft': null,
  'connections.privileges': null,
  'connections.grantReadonly': null,
  'connections.grantApplication': null,
  'connections.rotate': null,
  'alerts.watch': null,
  'connections.importApply': 600_000,
  'tables.rows': 120_000,
  'tables.count': null,
  'tenants.survey': null,
  'migrations.status': null,
  'migrations.plan': 600_000,
  'migrations.lint': 120_000,
  'migrations.apply': 600_000,
  'migrations.planRollback': 600_000,
  'migrations.rollback': 600_000,
  'migrations.rehearse': null,
  'migrations.baseline': 600_000,
  'migrations.resolve': null,
  'migrations.drift': null,
  'migrations.watch': null,
  'jobs.watch': null,
  'audit.verify': 120_000,
  'audit.export': 120_000,
  'demo.create': 600_000,
}

/** The server keeps the deadline first and says more about it; this is for a server that says nothing at all. */
const grace = 2000

/** How long a call may take on this side, in ms; null is no limit. */
export function deadlineOf(path: readonly string[]): number | null {
  const own = declared[path.join('.')]
  return own === null ? null : (own ?? usual) + grace
}
