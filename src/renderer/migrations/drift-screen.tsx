import { useMemo, useState } from 'react'
import type { PassedOver, TargetDrift } from '#contract/migrations.ts'
import { problemGroups } from '#contract/problem-groups.ts'
import { client } from '../bridge/index.ts'
import { useCommands, useWhyNot } from '../shell/index.ts'
import {
  Act,
  countOf,
  EmptyFace,
  FailedFace,
  Figure,
  FilterBar,
  ForbiddenFace,
  formatCount,
  Glyph,
  LinkAct,
  LoadingFace,
  MainPane,
  PaneBody,
  PaneFoot,
  Screen,
  SummaryStrip,
} from '../ui/index.ts'
import { DeskHeader } from './desk-header.tsx'
import { Differences } from './differences.tsx'
import styles from './drift.module.css'
import { type DriftGroup, driftFacts, driftWords } from './drift-groups.ts'
import { GatheringFoot, GatheringNote } from './gathering-words.tsx'
import { NoTargets } from './no-targets.tsx'
import { PassedOverNote } from './passed-over-note.tsx'
import { ProblemList } from './problem-list.tsx'
import { SourcePicker } from './source-picker.tsx'
import { expectedTargets } from './status-rows.ts'
import { TargetsPicker, useWorkspaceTargets } from './targets-picker.tsx'
import { readTargets, selectionOf, targetsWords, writeTargets } from './targets-text.ts'
import { useAddress, useGo } from './use-address.ts'
import { useGathering } from './use-gathering.ts'

const keyOf = ({ target }: TargetDrift): string => target

/** Names listed before the rest is only counted. */
const mostNames = 60

function Names({ targets, onOpen }: { readonly targets: readonly TargetDrift[]; readonly onOpen: (target: string) => void }) {
  return (
    <p className={styles['names']}>
      {targets.slice(0, mostNames).map(({ target, name }, index) => (
        <span key={target}>
          {index === 0 ? '' : ', '}
          <LinkAct onClick={() => onOpen(target)}>{name}</LinkAct>
        </span>
      ))}
      {targets.length > mostNames ? ` and ${formatCount(targets.length - mostNames)} more` : ''}
    </p>
  )
}

function Group({
  group,
  opened,
  onOpen,
}: {
  readonly group: DriftGroup
  readonly opened: boolean
  readonly onOpen: (target: string) => void
}) {
  const [open, setOpen] = useState(opened)
  return (
    <section className={styles['group']}>
      <button type="button" aria-expanded={open} onClick={() => setOpen(!open)}>
        <Glyph name="odd" tone="odd" />
        <b>{countOf(group.targets.length, 'target', 'targets')}</b>
        <span>{driftWords(group.differences)}</span>
        <em className="num">{countOf(group.differences.length, 'difference', 'differences')}</em>
      </button>
      {open ? (
        <div className={styles['inside']}>
          <Names targets={group.targets} onOpen={onOpen} />
          <Differences differences={group.differences} sqlTitle="What would make it as its migrations give it" />
        </div>
      ) : null}
    </section>
  )
}

function Drift() {
  const [address, change] = useAddress()
  const go = useGo()
  const workspace = useWorkspaceTargets()
  const chosen = useMemo(() => readTargets(address.on), [address.on])
  const gathered = useGathering<TargetDrift, { readonly skipped: readonly PassedOver[] }>({
    question: `drift ${address.source ?? ''} ${address.on ?? ''}`,
    keyOf,
    // A whole fleet is compared when it is asked for; one target is what somebody came for.
    atOnce: !chosen.all,
    open: (signal) =>
      client.migrations.drift(
        { targets: selectionOf(chosen), ...(address.source === undefined ? {} : { source: address.source }) },
        { signal },
      ),
  })
  const { items, running, problem, again } = gathered
  const { same, groups, unknown } = useMemo(() => driftFacts(items.values()), [items])
  const expected = expectedTargets(chosen, { tenants: workspace.tenants ?? [], connections: workspace.connections ?? [] }).length
  const drifted = groups.reduce((sum, { targets }) => sum + targets.length, 0)
  const toStatus = (target: string) => go.part('/migrations', { source: address.source, on: address.on, open: target })
  useCommands([
    {
      id: 'drift.compare',
      title: 'Compare every chosen schema',
      group: 'here',
      icon: 'refresh',
      keys: ['r'],
      whyNot: running ? 'They are being compared.' : null,
      run: again,
    },
  ])
  const compare = (
    <Act look="primary" icon="scale" whyNot={running ? 'The schemas are being compared.' : null} onClick={again}>
      {items.size === 0 ? 'Compare' : 'Compare again'}
    </Act>
  )
  const reasons = problemGroups(
    unknown.flatMap((row) => (row.problem === null ? [] : [{ target: row.target, server: row.server, problem: row.problem, row }])),
  )
  return (
    <Screen>
      <MainPane>
        <DeskHeader part="drift" acts={items.size === 0 ? undefined : compare} />
        <FilterBar>
          <SourcePicker source={address.source} onChoose={(directory) => change({ source: directory }, true)} />
          <TargetsPicker on={address.on} onChoose={(on) => change({ on }, true)} />
        </FilterBar>
        {items.size === 0 ? null : (
          <SummaryStrip>
            <Figure label="As migrated" value={formatCount(same.length)} of={`of ${formatCount(items.size)}`} note="equal by value" />
            <Figure
              label="Drifted"
              value={formatCount(drifted)}
              of={`of ${formatCount(items.size)}`}
              note={groups.length === 0 ? 'none differs' : `in ${countOf(groups.length, 'way', 'ways')}`}
            />
            <Figure
              label="Not told"
              value={formatCount(unknown.length)}
              of={`of ${formatCount(items.size)}`}
              note={unknown.length === 0 ? 'all could be compared' : 'reasons below'}
            />
          </SummaryStrip>
        )}
        <GatheringNote gathered={gathered} />
        <PassedOverNote skipped={gathered.end?.skipped} />
        {items.size === 0 ? (
          <PaneBody>
            {running ? (
              <LoadingFace rows={6}>Replaying the migrations on scratch databases and reading schemas</LoadingFace>
            ) : problem !== null ? (
              <FailedFace problem={problem} onRetry={again}>
                No schema was compared.
              </FailedFace>
            ) : workspace.tenants !== undefined && expected === 0 ? (
              <NoTargets all={chosen.all} skipped={gathered.end?.skipped} onAll={() => change({ on: undefined })} />
            ) : (
              <EmptyFace icon="scale" title="Not compared yet" acts={compare}>
                The migrations that a target has applied are replayed on a scratch database on its server, and the two schemas compared. The
                targets are only read. Chosen is {targetsWords(chosen)}
                {expected === 0 ? '' : `, ${countOf(expected, 'database', 'databases')}`}.
              </EmptyFace>
            )}
          </PaneBody>
        ) : (
          <PaneBody>
            {groups.map((group) => (
              <Group key={group.key} group={group} opened={groups.length === 1} onOpen={toStatus} />
            ))}
            {unknown.length === 0 ? null : (
              <section className={styles['unknown']} aria-label="Could not be told">
                <h2>Could not be told</h2>
                {reasons.map(({ key, title, problem: reason, entries }) => (
                  <div key={key}>
                    <ProblemList problems={[{ ...reason, title }]} />
                    <Names targets={entries.map(({ row }) => row)} onOpen={toStatus} />
                  </div>
                ))}
              </section>
            )}
            {groups.length === 0 && unknown.length === 0 && !running ? (
              <EmptyFace icon="check" title="No schema has drifted">
                {items.size === 1 ? 'It is' : `All ${formatCount(items.size)} are`} as the applied migrations give{' '}
                {items.size === 1 ? 'it' : 'them'}.
              </EmptyFace>
            ) : null}
          </PaneBody>
        )}
        <PaneFoot end={<GatheringFoot gathered={gathered} total={expected === 0 ? null : expected} verb="Comparing" />}>
          {drifted === 0 ? (
            'Ledger tables and what Provost keeps for itself are left out'
          ) : (
            <LinkAct
              onClick={() =>
                go.part('/migrations', {
                  source: address.source,
                  on: writeTargets(groups.flatMap(({ targets }) => targets.map(({ reference }) => reference))),
                })
              }
            >
              Show the {formatCount(drifted)} in the status
            </LinkAct>
          )}
        </PaneFoot>
      </MainPane>
    </Screen>
  )
}

/** Schemas that are not what their applied migrations give, equal differences together. */
export function DriftScreen() {
  const refused = useWhyNot('migrations.read')
  return refused === null ? <Drift /> : <ForbiddenFace title="Migrations are for those who keep the schemas">{refused}</ForbiddenFace>
}
