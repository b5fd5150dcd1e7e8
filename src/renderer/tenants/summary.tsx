import { Tooltip } from '@mantine/core'
import type { ReactNode } from 'react'
import { Figure, formatCount, Glyph, type StateWords, SummaryStrip } from '../ui/index.ts'
import { FleetMap } from './fleet-map.tsx'
import { type FleetSummary, fleetSummary } from './fleet-summary.ts'
import type { TenantRow } from './tenant-row.ts'
import { type Health, healthWords, schemaMark } from './tenant-words.ts'
import styles from './tenants.module.css'

/** A state and how many are in it: glyph and number, its word in the tooltip and for a screen reader. */
function Mini({ words, count, children }: { readonly words: StateWords; readonly count: number; readonly children?: ReactNode }) {
  return (
    <Tooltip label={`${formatCount(count)} ${words.word.toLowerCase()}`}>
      <span className={styles['mini']} style={{ color: 'inherit' }}>
        <Glyph name={words.glyph} tone={words.glyphTone} label={words.word} size={11} />
        <span className="num">{formatCount(count)}</span>
        {children}
      </span>
    </Tooltip>
  )
}

const troubles: readonly Health[] = ['failing', 'degraded', 'no-answer']

function HealthNote({ summary }: { readonly summary: FleetSummary }) {
  const present = troubles.filter((health) => summary.health[health] > 0)
  const waiting = summary.databases - summary.lookedAt
  if (present.length === 0) return waiting > 0 ? `${formatCount(waiting)} not looked at` : 'nothing in trouble'
  return present.map((health) => <Mini key={health} words={healthWords[health]} count={summary.health[health]} />)
}

function SchemaNote({ schema }: { readonly schema: FleetSummary['schema'] }) {
  const behind = schemaMark(1)
  const ahead = schemaMark(-1)
  if (schema.behind === 0 && schema.ahead === 0) return schema.known === 0 ? 'not compared yet' : 'none behind'
  return (
    <>
      {schema.behind === 0 || behind === null ? null : (
        <Mini words={{ ...behind, word: 'behind' }} count={schema.behind}>
          behind
        </Mini>
      )}
      {schema.ahead === 0 || ahead === null ? null : (
        <Mini words={{ ...ahead, word: 'ahead' }} count={schema.ahead}>
          ahead
        </Mini>
      )}
    </>
  )
}

const ofDatabases = (known: number, all: number): string =>
  known === all ? `in all ${formatCount(all)}` : `in ${formatCount(known)} of ${formatCount(all)}`

interface SummaryProps {
  readonly rows: readonly TenantRow[]
  readonly open: string | undefined
  readonly onOpen: (domain: string) => void
}

/** What is known of the fleet in numbers, each with what it is of, and the fleet as a map. */
export function FleetStrip({ rows, open, onOpen }: SummaryProps) {
  const summary = fleetSummary(rows)
  const { databases, health, schema, people, openWithdrawals } = summary
  return (
    <SummaryStrip>
      <Figure
        label="Healthy"
        value={formatCount(health.healthy)}
        of={`of ${formatCount(databases)}`}
        note={<HealthNote summary={summary} />}
      />
      <Figure
        label="Schema current"
        value={formatCount(schema.current)}
        of={`of ${formatCount(databases)}`}
        note={<SchemaNote schema={schema} />}
      />
      <Figure
        label="Open withdrawals"
        value={openWithdrawals.of === 0 ? <span className={styles['unit']}>not known</span> : formatCount(openWithdrawals.value)}
        note={openWithdrawals.of === 0 ? '' : ofDatabases(openWithdrawals.of, databases)}
      />
      <Figure
        label="People"
        value={people.of === 0 ? <span className={styles['unit']}>not known</span> : formatCount(people.value)}
        note={people.of === 0 ? '' : ofDatabases(people.of, databases)}
      />
      <FleetMap rows={rows} open={open} onOpen={onOpen} />
    </SummaryStrip>
  )
}
