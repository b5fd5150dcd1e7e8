/** Roles a person can hold. A fresh workspace has one operator, its owner, with every role. */
export const roles = ['dba', 'registrar', 'support', 'auditor'] as const
export type Role = (typeof roles)[number]

/**
 * A right is what a procedure declares it needs; a role is a set of rights.
 * Names are `noun.verb`; reading and changing are always apart.
 */
export const rights = [
  'workspace.read', // who am I, preferences, saved views: one's own
  'operators.read',
  'operators.manage',
  'connections.read',
  'connections.manage',
  'tables.read', // rows of any table, with credentials in them hidden
  'tables.read-secrets', // password hashes, tokens, keys in table cells
  'tables.query', // a read-only statement of one's own
  'tenants.read',
  'tenants.manage',
  'migrations.read', // status, plans, runs
  'migrations.apply', // changes the schema of tenants
  'registrar.read', // people, enrollments, withdrawals, refunds
  'tables.export',
  'registrar.export',
  'jobs.read',
  'jobs.manage',
  'audit.read',
  'audit.export',
  'demo.create',
] as const
export type Right = (typeof rights)[number]

const everyone = ['workspace.read', 'operators.read', 'connections.read', 'tenants.read', 'jobs.read'] as const

/**
 * Which role has which rights. Support sees connections and tables with credentials hidden, and so writes no statements of
 * its own, which could show them; the auditor changes nothing.
 */
export const rightsOf: Readonly<Record<Role, readonly Right[]>> = {
  dba: [
    ...everyone,
    'operators.manage',
    'connections.manage',
    'tables.read',
    'tables.read-secrets',
    'tables.query',
    'tables.export',
    'tenants.manage',
    'migrations.read',
    'migrations.apply',
    'registrar.read',
    'registrar.export',
    'jobs.manage',
    'audit.read',
    'audit.export',
    'demo.create',
  ],
  registrar: [...everyone, 'registrar.read', 'registrar.export', 'jobs.manage'],
  support: [...everyone, 'connections.manage', 'tables.read', 'migrations.read', 'jobs.manage'],
  auditor: [...everyone, 'migrations.read', 'registrar.read', 'audit.read', 'audit.export', 'registrar.export', 'jobs.manage'],
}

/** The roles that would grant a right, for the sentence that says why not. */
export const rolesWith = (right: Right): Role[] => roles.filter((role) => rightsOf[role].includes(right))

export const roleTitle: Readonly<Record<Role, string>> = {
  dba: 'Database administrator',
  registrar: 'Registrar',
  support: 'Support',
  auditor: 'Auditor',
}
