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
  useCommands(
    parts.map(({ id, title, to }) => ({
      id: `migrations.part.${id}`,
      title: `Migrations: ${title.toLowerCase()}`,
      group: 'go',
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
          {parts.map(({ id, title, to }) => (
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
