import { useState } from 'react'
import type { Problem } from '#contract/errors.ts'
import { RowPosition } from '../lists/index.ts'
import { CellGlyph } from '../ui/cell-map/index.ts'
import { Act, EnvironmentWord, Facts, LinkAct, Section, SidePane, State, type TabItem, Tabs } from '../ui/index.ts'
import { BaselineDialog } from './baseline-dialog.tsx'
import { ProblemList } from './problem-list.tsx'
import { ResolveDialog } from './resolve-dialog.tsx'
import { targetWord, targetWords, toolNames } from './state-words.ts'
import type { StatusRow } from './status-rows.ts'
import { TargetHistory } from './target-history.tsx'
import styles from './target-pane.module.css'
import { targetText } from './targets-text.ts'
import { useGo } from './use-address.ts'
import { marksOf, versionMarks } from './versions.ts'

type Tab = 'overview' | 'history'
type Asking = 'resolve' | 'baseline' | null

interface TargetPaneProps {
  readonly row: StatusRow
  readonly versions: readonly string[]
  readonly names: ReadonlyMap<string, string>
  readonly source: string | undefined
  readonly position: number | null
  readonly total: number
  /** Why nothing may be changed here; null where it may. */
  readonly refused: string | null
  /** Why nothing can be taken back here; null where it can. */
  readonly whyNotBack: string | null
  readonly onStep: (step: 1 | -1) => void
  readonly onChanged: () => void
  readonly onClose: () => void
}

/** The versions that are not plainly applied: what is to come, and what is odd. */
function Remarkable({ row, versions, names }: Pick<TargetPaneProps, 'row' | 'versions' | 'names'>) {
  if (row.status === null) return null
  const marks = [...marksOf(row.status, versions)].filter(([, mark]) => mark !== 'applied' && mark !== 'none')
  if (marks.length === 0) return null
  return (
    <Section
      title={marks.every(([, mark]) => mark === 'pending') ? 'Pending' : 'Not as the source has it'}
      aside={<span className="num">{marks.length}</span>}
    >
      <ul className={styles['versions']}>
        {marks.map(([version, mark]) =>
          mark === 'none' ? null : (
            <li key={version}>
              <CellGlyph mark={versionMarks[mark].mark} />
              <code>{version}</code>
              <span>
                {names.get(version) ?? ''} <span className={styles['second']}>{versionMarks[mark].words}</span>
              </span>
            </li>
          ),
        )}
      </ul>
    </Section>
  )
}

/** One target beside the fleet: what is wrong with its schema and what to do, what it has, and its ledger. */
export function TargetPane(props: TargetPaneProps) {
  const { row, versions, names, source, position, total, refused, whyNotBack, onStep, onChanged, onClose } = props
  const [tab, setTab] = useState<Tab>('overview')
  const [asking, setAsking] = useState<Asking>(null)
  const go = useGo()
  const { status } = row
  const on = targetText(row.reference)
  const plan = () => go.part('/migrations/plan', { source, on })
  const drift = () => go.part('/migrations/drift', { source, on })
  const back = (
    <Act whyNot={refused ?? whyNotBack} onClick={() => go.part('/migrations/rollback', { source, on })}>
      Roll back…
    </Act>
  )
  const tabs: readonly TabItem<Tab>[] = [
    {
      id: 'overview',
      title: 'Overview',
      ...(status === null || status.problems.length === 0 ? {} : { count: status.problems.length, loud: true }),
    },
    { id: 'history', title: 'History' },
  ]
  const actOf = ({ code }: Problem) => {
    if (code === 'migration.checksum-drift' || code === 'migration.drifted') return <LinkAct onClick={drift}>Compare schemas</LinkAct>
    return null
  }
  const nothing = status === null || status.pending.length > 0 ? null : 'Nothing is pending here.'
  const words = status === null ? null : targetWords[status.state]
  return (
    <SidePane
      title={row.name}
      subtitle={<code>{row.id}</code>}
      headActs={<RowPosition position={position} total={total} onStep={onStep} what="target" />}
      tabs={<Tabs label="What is shown of the target" tabs={tabs} value={tab} onChange={setTab} />}
      acts={
        status?.state === 'failed' ? (
          <>
            <Act look="primary" whyNot={refused} onClick={() => setAsking('resolve')}>
              Settle by evidence…
            </Act>
            <Act onClick={plan}>Plan…</Act>
            {back}
          </>
        ) : status?.state === 'unmanaged' && versions.length > 0 ? (
          <>
            <Act look="primary" whyNot={refused} onClick={() => setAsking('baseline')}>
              Baseline…
            </Act>
            <Act onClick={plan}>Plan…</Act>
          </>
        ) : (
          <>
            <Act look="primary" whyNot={nothing} onClick={plan}>
              {status === null || status.pending.length === 0 ? 'Plan…' : `Plan ${status.pending.length} pending…`}
            </Act>
            <Act onClick={drift}>Compare schemas</Act>
            {back}
          </>
        )
      }
      onClose={onClose}
    >
      {tab === 'history' ? (
        <TargetHistory reference={row.reference} />
      ) : (
        <>
          <div className={styles['verdict']}>
            {words === null ? (
              <State glyph={row.asked ? 'running' : 'wait'} tone="quiet">
                {row.asked ? 'Being asked' : 'Not asked yet'}
              </State>
            ) : (
              <State glyph={words.glyph} tone={words.tone} glyphTone={words.glyphTone}>
                <b>{targetWord(status?.state ?? 'current', status?.pending.length ?? 0)}</b>
              </State>
            )}
            <EnvironmentWord environment={row.environment} />
          </div>
          {status === null || status.problems.length === 0 ? null : (
            <Section>
              <ProblemList problems={status.problems} actOf={actOf} />
            </Section>
          )}
          <Remarkable row={row} versions={versions} names={names} />
          <Section>
            <Facts
              facts={[
                ...(row.outOfService === null ? [] : ([['Standing', `${row.outOfService}: runs pass it over`]] as const)),
                ['Server', <code key="server">{row.server}</code>],
                ['Engine', row.engine ?? 'not known'],
                ['Tool', status === null ? 'not known yet' : toolNames[status.tool]],
                [
                  'Applied',
                  status === null ? (
                    'not known yet'
                  ) : (
                    <span key="applied" className="num">
                      {status.applied.length} of {new Set([...status.applied, ...status.pending]).size}
                      {status.applied.length === 0 ? '' : `, at ${status.applied.at(-1)}`}
                      {status.pending.length === 0 || status.heads.length === 0 ? '' : `; newest ${status.heads.join(', ')}`}
                    </span>
                  ),
                ],
                ...(row.groups.length === 0 ? [] : ([['Groups', row.groups.join(', ')]] as const)),
              ]}
            />
          </Section>
        </>
      )}
      {asking === 'resolve' ? (
        <ResolveDialog
          row={row}
          source={source}
          onClose={() => setAsking(null)}
          onResolved={() => {
            setAsking(null)
            onChanged()
          }}
        />
      ) : asking === 'baseline' ? (
        <BaselineDialog
          row={row}
          source={source}
          versions={versions}
          names={names}
          onClose={() => setAsking(null)}
          onDone={() => {
            setAsking(null)
            onChanged()
          }}
        />
      ) : null}
    </SidePane>
  )
}
