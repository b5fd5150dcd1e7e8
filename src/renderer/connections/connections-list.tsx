import { type KeyboardEvent, useState } from 'react'
import type { Connection, ConnectionHealth } from '#contract/connections.ts'
import { CertificateMark } from '../shell/index.ts'
import { EnvironmentWord, Glyph, IconAct, ListPane, PaneHeader, SearchField, toneColour } from '../ui/index.ts'
import { environmentsInOrder } from './connection-words.ts'
import styles from './connections-list.module.css'
import { healthGlyph, healthShort } from './health-words.ts'

interface ConnectionsListProps {
  readonly connections: readonly Connection[]
  readonly health: ReadonlyMap<string, ConnectionHealth>
  readonly current: string | null
  readonly mayNotAdd: string | null
  readonly onChoose: (name: string) => void
  readonly onAdd: () => void
  readonly onImport: () => void
}

const step = (event: KeyboardEvent<HTMLElement>): void => {
  const by = event.key === 'ArrowDown' ? 1 : event.key === 'ArrowUp' ? -1 : 0
  if (by === 0) return
  event.preventDefault()
  const items = [...event.currentTarget.querySelectorAll<HTMLElement>('[data-connection]')]
  const at = items.indexOf(document.activeElement as HTMLElement)
  items[Math.max(0, Math.min(items.length - 1, at + by))]?.focus()
}

/** The connections under their environments, each with how it is right now. */
export function ConnectionsList({ connections, health, current, mayNotAdd, onChoose, onAdd, onImport }: ConnectionsListProps) {
  const [search, setSearch] = useState('')
  const wanted = search.trim().toLowerCase()
  const shown = connections.filter((one) => `${one.name} ${one.address} ${one.engine} ${one.database}`.toLowerCase().includes(wanted))
  return (
    <ListPane label="Connections">
      <PaneHeader
        title="Connections"
        acts={
          <>
            <IconAct icon="download" label="Import…" whyNot={mayNotAdd} onClick={onImport} />
            <IconAct icon="plus" label="Add connection" whyNot={mayNotAdd} onClick={onAdd} />
          </>
        }
      />
      <div className={styles['search']}>
        <SearchField label="Filter" value={search} onChange={setSearch} width="100%" />
      </div>
      {/* biome-ignore lint/a11y/noStaticElementInteractions: arrows move between the buttons inside */}
      <div className={styles['scroller']} onKeyDown={step}>
        {environmentsInOrder.map((environment) => {
          const group = shown.filter((one) => one.environment === environment)
          return group.length === 0 ? null : (
            <section key={environment} aria-label={environment}>
              <h2 className={styles['group']}>
                <EnvironmentWord environment={environment} /> <span className="num">{group.length}</span>
              </h2>
              <ul className={styles['list']}>
                {group.map((one) => {
                  const own = health.get(one.name)
                  const [glyph, tone] = healthGlyph[own?.state ?? 'unknown']
                  const loud = own?.state === 'failed' || own?.state === 'slow'
                  return (
                    <li key={one.name}>
                      <button
                        type="button"
                        className={styles['item']}
                        data-connection={one.name}
                        aria-current={one.name === current || undefined}
                        onClick={() => onChoose(one.name)}
                      >
                        <Glyph name={glyph} tone={tone} label={own?.state ?? 'not tested'} />
                        <span className={styles['name']}>{one.name}</span>
                        <span className={`${styles['short']} num`} style={{ color: toneColour(loud ? tone : 'faint') }}>
                          {healthShort(own)}
                        </span>
                        <span className={styles['address']} title={one.address}>
                          {one.engine === 'sqlite' ? one.address.split(/[\\/]/).slice(-2).join('/') : one.address}
                        </span>
                        <span className={styles['due']}>
                          <CertificateMark connection={one.name} />
                        </span>
                      </button>
                    </li>
                  )
                })}
              </ul>
            </section>
          )
        })}
        {shown.length === 0 && connections.length > 0 ? (
          <p className={styles['none']}>None of {connections.length} connections matches.</p>
        ) : null}
      </div>
    </ListPane>
  )
}
