import { Popover, Tooltip } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { Link, useRouterState } from '@tanstack/react-router'
import type { ReactNode } from 'react'
import { roleTitle } from '#contract/access.ts'
import { orpc } from '../bridge/index.ts'
import { EnvironmentPlate, Facts, Glyph, Icon } from '../ui/index.ts'
import { type Desk, deskGroups } from './desks.ts'
import { openPalette } from './disclosures.ts'
import { keyCaps } from './keys.ts'
import { isActive, liveHealth, liveJobs, useLive } from './live.ts'
import { useNarrow } from './narrow.ts'
import { isMac } from './platform.ts'
import { isBoolean, usePreference } from './preferences.ts'
import styles from './rail.module.css'
import { useSession } from './session.tsx'
import { useStanding } from './standing.ts'

/** Counts beside the desks: quiet, unless they are of failures. */
function useCounts(): Readonly<Record<string, ReactNode>> {
  const tenants = useQuery(orpc.tenants.list.queryOptions({ input: {} }))
  const { byConnection } = useLive(liveHealth)
  const { byId } = useLive(liveJobs)
  const failing = [...byConnection.values()].filter((health) => health.state === 'failed').length
  const active = [...byId.values()].filter(isActive).length
  return {
    tenants: tenants.data === undefined ? null : <span className={styles['count']}>{tenants.data.tenants.length}</span>,
    connections:
      failing === 0 ? null : (
        <span className={styles['count']} data-loud>
          <Glyph name="fail" tone="fail" size={10} label="failing:" />
          {failing}
        </span>
      ),
    jobs: active === 0 ? null : <span className={styles['count']}>{active}</span>,
  }
}

function DeskLink({
  desk,
  current,
  folded,
  count,
}: {
  readonly desk: Desk
  readonly current: boolean
  readonly folded: boolean
  readonly count: ReactNode
}) {
  const link = (
    <Link
      to={desk.path}
      className={styles['item']}
      data-current={current || undefined}
      aria-current={current ? 'page' : undefined}
      aria-label={folded ? desk.title : undefined}
    >
      <Icon name={desk.icon} />
      {folded ? null : desk.title}
      {folded ? null : count}
    </Link>
  )
  return folded ? (
    <Tooltip label={desk.title} position="right" openDelay={100}>
      {link}
    </Tooltip>
  ) : (
    link
  )
}

function WorkspacePlate({ folded }: { readonly folded: boolean }) {
  const { workspace, vault, version } = useSession()
  const name = workspace.demo ? 'Demo campus' : workspace.name
  return (
    <Popover position="bottom-start" width={320} trapFocus returnFocus>
      <Popover.Target>
        <button type="button" className={styles['workspace']} {...(folded ? { 'aria-label': `Workspace ${name}` } : {})}>
          <span className={styles['mark']}>
            <Icon name="mark" />
          </span>
          {folded ? null : (
            <>
              <span className={styles['name']}>
                <b>{name}</b>
                {workspace.demo ? <small>nobody here exists</small> : null}
              </span>
              <Icon name="up-down" />
            </>
          )}
        </button>
      </Popover.Target>
      <Popover.Dropdown>
        <Facts
          facts={[
            ['Workspace', workspace.demo ? 'Demo campus, nobody in it exists' : workspace.name],
            ['Folder', <code key="path">{workspace.path}</code>],
            ['Passwords', vault.words],
            ['Provost', version],
          ]}
        />
      </Popover.Dropdown>
    </Popover>
  )
}

const initials = (name: string): string =>
  name
    .split(/[\s._@-]+/)
    .filter(Boolean)
    .slice(0, 2)
    .map((word) => word.slice(0, 1).toUpperCase())
    .join('')

/** The left rail: where one is, and where one can go. */
export function Rail() {
  const session = useSession()
  const [preferred] = useRailFolded()
  const narrow = useNarrow()
  const folded = preferred || narrow
  const { environment, readWrite } = useStanding()
  const path = useRouterState({ select: (state) => state.location.pathname })
  const counts = useCounts()
  const role = session.operator.roles.map((one) => roleTitle[one])
  return (
    <nav
      className={styles['rail']}
      data-folded={folded || undefined}
      data-mac={(isMac && session.host === 'desktop') || undefined}
      aria-label="Desks"
    >
      <div className={styles['top']}>
        <WorkspacePlate folded={folded} />
        <EnvironmentPlate environment={environment} writes={readWrite} bare={folded} />
        <button
          type="button"
          className={styles['search']}
          onClick={() => openPalette()}
          {...(folded ? { 'aria-label': 'Search or run a command' } : {})}
        >
          <Icon name="search" size={14} />
          {folded ? null : (
            <>
              Search or run
              <span>{keyCaps('mod+k', isMac).join(isMac ? '' : ' ')}</span>
            </>
          )}
        </button>
      </div>
      <div className={styles['groups']}>
        {deskGroups.map((group) => (
          <section key={group.title} aria-label={group.title}>
            <h2 className={styles['group']}>{folded ? null : group.title}</h2>
            <ul className={styles['list']}>
              {group.desks.map((desk) => (
                <li key={desk.id}>
                  <DeskLink desk={desk} current={path.startsWith(desk.path)} folded={folded} count={counts[desk.id]} />
                </li>
              ))}
            </ul>
          </section>
        ))}
      </div>
      <div className={styles['person']}>
        <span className={styles['initials']} aria-hidden>
          {initials(session.operator.name)}
        </span>
        {folded ? null : (
          <span className={styles['name']}>
            <b>{session.operator.name}</b>
            <small>{role.length > 2 ? `${role.length} roles` : role.join(', ')}</small>
          </span>
        )}
      </div>
    </nav>
  )
}

export const useRailFolded = () => usePreference('rail:folded', false, isBoolean)
