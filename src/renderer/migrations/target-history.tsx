import { useQuery } from '@tanstack/react-query'
import type { TargetReference } from '#contract/ids.ts'
import type { LedgerRow } from '#contract/migrations.ts'
import { orpc, problemOf } from '../bridge/index.ts'
import { useInstants } from '../shell/index.ts'
import { countOf, FailedFace, formatDuration, Glyph, LoadingFace, Section } from '../ui/index.ts'
import { ledgerWords, toolNames } from './state-words.ts'
import styles from './target-pane.module.css'

function HistoryRow({ row }: { readonly row: LedgerRow }) {
  const instants = useInstants()
  const words = ledgerWords[row.state]
  const when = row.finishedAt ?? row.startedAt
  const at = when === null ? null : new Date(when)
  const known = at !== null && !Number.isNaN(at.getTime())
  return (
    <li className={styles['entry']}>
      <Glyph name={words.glyph} tone={words.glyphTone} label={words.word} />
      <div>
        <code>{row.version}</code> {row.name}
        <div className={styles['second']}>
          {row.state === 'applied' ? '' : `${words.word.toLowerCase()}, `}
          <span className="num">{known ? instants.full(at) : 'when is not kept'}</span>
          {row.appliedBy === null ? '' : ` by ${row.appliedBy}`}
          {row.cursor !== null && row.statements !== null && row.cursor < row.statements
            ? `, ${row.cursor} of ${row.statements} statements`
            : ''}
        </div>
      </div>
      <span className={`${styles['took']} num`}>{row.durationMs === null ? '' : formatDuration(row.durationMs)}</span>
    </li>
  )
}

/** The ledger of one target, newest first. */
export function TargetHistory({ reference }: { readonly reference: TargetReference }) {
  const history = useQuery(orpc.migrations.history.queryOptions({ input: { target: reference }, staleTime: 5000, retry: false }))
  if (history.error !== null)
    return (
      <FailedFace problem={problemOf(history.error)} onRetry={() => void history.refetch()}>
        Its ledger could not be read.
      </FailedFace>
    )
  if (history.data === undefined) return <LoadingFace rows={4}>Reading the ledger</LoadingFace>
  const { tool, rows } = history.data
  return (
    <Section
      title={tool === null ? 'No ledger' : `Ledger of ${toolNames[tool]}`}
      aside={<span className="num">{countOf(rows.length, 'entry', 'entries')}</span>}
    >
      {rows.length === 0 ? (
        <span className={styles['second']}>
          {tool === null ? 'No tool has written down what it applied here.' : 'Nothing was applied yet.'}
        </span>
      ) : (
        <ol className={styles['entries']}>
          {rows.toReversed().map((row) => (
            <HistoryRow key={`${row.version} ${row.startedAt ?? ''} ${row.state}`} row={row} />
          ))}
        </ol>
      )}
    </Section>
  )
}
