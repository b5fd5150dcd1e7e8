import { Link } from '@tanstack/react-router'
import type { ReactNode } from 'react'
import { useCommands } from '../shell/index.ts'
import { PaneHeader } from '../ui/index.ts'
import styles from './desk-header.module.css'
import type { MigrationsSearch } from './search.ts'
import { useAddress, useGo } from './use-address.ts'

const parts = [
  { id: 'status', title: 'Status', to: '/migrations' },
  { id: 'plan', title: 'Plan', to: '/migrations/plan' },
  { id: 'runs', title: 'Runs', to: '/migrations/runs' },
  { id: 'drift', title: 'Drift', to: '/migrations/drift' },
  { id: 'rollback', title: 'Roll back', to: '/migrations/rollback' },
] as const
export type Part = (typeof parts)[number]['id']

/** The source and the targets go along from part to part; the rest belongs to the part it was chosen in. */
const carried = ({ target, source, on }: MigrationsSearch): MigrationsSearch => ({
  ...(target === undefined ? {} : { target }),
  ...(source === undefined ? {} : { source }),
  ...(on === undefined ? {} : { on }),
})

/** The head of every screen of this desk: its name, its parts, and what can be done in this one. */
export function DeskHeader({ part, acts }: { readonly part: Part; readonly acts?: ReactNode }) {
  const [address] = useAddress()
  const go = useGo()
  // What takes away stands among the parts only while one is there: it is come to by its own act.
  const shown = parts.filter(({ id }) => id !== 'rollback' || part === 'rollback')
  useCommands(
    parts.map(({ id, title, to }) => ({
      id: `migrations.part.${id}`,
      title: id === 'rollback' ? 'Roll back…' : `Migrations: ${title.toLowerCase()}`,
      group: id === 'rollback' ? 'here' : 'go',
      icon: 'migrations',
      whyNot: id === part ? 'You are there.' : null,
      run: () => go.part(to, carried(address)),
    })),
  )
  return (
    <PaneHeader
      title="Migrations"
      aside={
        <nav className={styles['parts']} aria-label="Parts of this desk">
          {shown.map(({ id, title, to }) => (
            <Link
              key={id}
              to={to}
              search={carried(address)}
              aria-current={id === part ? 'page' : undefined}
              activeOptions={{ exact: true }}
            >
              {title}
            </Link>
          ))}
        </nav>
      }
      acts={acts}
    />
  )
}
