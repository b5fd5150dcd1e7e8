import type { Right } from '#contract/access.ts'
import type { IconName } from '../ui/index.ts'

export interface Desk {
  readonly id: string
  readonly path:
    | '/tenants'
    | '/migrations'
    | '/withdrawals'
    | '/refunds'
    | '/people'
    | '/enrollments'
    | '/connections'
    | '/tables'
    | '/jobs'
    | '/audit'
    | '/settings'
  readonly title: string
  readonly icon: IconName
  /** The shortcut that goes there. */
  readonly keys: string
  /** What it takes to see anything there. */
  readonly right: Right
}

export interface DeskGroup {
  readonly title: string
  readonly desks: readonly Desk[]
}

/** The rail, from top to bottom. */
export const deskGroups: readonly DeskGroup[] = [
  {
    title: 'Fleet',
    desks: [
      { id: 'tenants', path: '/tenants', title: 'Tenants', icon: 'tenants', keys: 'g t', right: 'tenants.read' },
      { id: 'migrations', path: '/migrations', title: 'Migrations', icon: 'migrations', keys: 'g m', right: 'migrations.read' },
    ],
  },
  {
    title: 'Registrar',
    desks: [
      { id: 'withdrawals', path: '/withdrawals', title: 'Withdrawals', icon: 'withdrawals', keys: 'g w', right: 'registrar.read' },
      { id: 'refunds', path: '/refunds', title: 'Refunds', icon: 'scale', keys: 'g f', right: 'registrar.read' },
      { id: 'people', path: '/people', title: 'People', icon: 'people', keys: 'g p', right: 'registrar.read' },
      { id: 'enrollments', path: '/enrollments', title: 'Enrollments', icon: 'book', keys: 'g e', right: 'registrar.read' },
    ],
  },
  {
    title: 'Support',
    desks: [
      { id: 'connections', path: '/connections', title: 'Connections', icon: 'plug', keys: 'g c', right: 'connections.read' },
      { id: 'tables', path: '/tables', title: 'Tables', icon: 'tables', keys: 'g d', right: 'tables.read' },
    ],
  },
  {
    title: 'Console',
    desks: [
      { id: 'jobs', path: '/jobs', title: 'Jobs', icon: 'jobs', keys: 'g j', right: 'jobs.read' },
      { id: 'audit', path: '/audit', title: 'Audit log', icon: 'audit', keys: 'g a', right: 'audit.read' },
      { id: 'settings', path: '/settings', title: 'Settings', icon: 'settings', keys: 'g s', right: 'workspace.read' },
    ],
  },
]

export const desks: readonly Desk[] = deskGroups.flatMap((group) => group.desks)
