import { useQuery } from '@tanstack/react-query'
import { useEffect, useState } from 'react'
import type { Run, RunTarget } from '#contract/migrations.ts'
import { orpc, problemOf } from '../bridge/index.ts'
import { RowPosition } from '../lists/index.ts'
import { useInstants } from '../shell/index.ts'
import { Act, countOf, Facts, FailedFace, formatCount, formatDuration, IconAct, Section, SidePane, State, Tabs } from '../ui/index.ts'
import { LogList } from '../ui/log/index.ts'
import { ProblemList } from './problem-list.tsx'
import { isRollback } from './rollback-why-not.ts'
import styles from './run.module.css'
import { outcomeWords } from './run-facts.ts'
import { isRunning, runTargetWords, toolNames } from './state-words.ts'
import { useGo } from './use-address.ts'

const logLines = 1000

/** What was written while the run went on, or one of its targets was worked on; it follows until it is scrolled. */
function RunLog({ run, target }: { readonly run: Run; readonly target?: RunTarget }) {
  const instants = useInstants()
  const active = isRunning(run.state)
  const [following, setFollowing] = useState(true)
  const log = useQuery(
    orpc.migrations.runLog.queryOptions({
      input: { run: run.id, limit: logLines, ...(target === undefined ? {} : { target: target.target }) },
      refetchInterval: active ? 1000 : false,
      staleTime: 0,
    }),
  )
  // What was written last is read when the run has ended.
  const ended = run.finishedAt
  const { refetch } = log
  useEffect(() => {
    if (ended !== null) void refetch()
  }, [ended, refetch])
  const lines = log.data?.lines ?? []
  if (log.error !== null)
    return (
      <FailedFace problem={problemOf(log.error)} onRetry={() => void log.refetch()}>
        The run itself is not concerned.
      </FailedFace>
    )
  return (
    <>
      <LogList
        label={target === undefined ? 'Log of the run' : `Log of ${target.name}`}
        entries={lines.map((line) => ({
          time: instants.seconds(new Date(line.at)),
          level: line.level,
          ...(target === undefined ? { who: line.target } : {}),
          text: line.text,
        }))}
        empty={log.isPending ? null : 'Nothing has been written to the log.'}
        following={following}
        onFollowing={setFollowing}
      />
      <div className={styles['logFoot']}>
        <span>{active ? (following ? 'Following' : 'Scrolled, not following') : countOf(lines.length, 'line', 'lines')}</span>
        {lines.length >= logLines ? <span>the newest {formatCount(logLines)} lines</span> : null}
      </div>
    </>
  )
}

/** The order of work as it was planned: "Canary 10, then 90, 300, 600". */
const planWords = ({ limits, waves }: Run): string => {
  const [first = 0, ...rest] = limits.canary === 0 ? [0, ...waves.filter((size) => size > 0)] : waves
  const words = (sizes: readonly number[]) =>
    sizes.length > 6 && limits.wave !== null
      ? `${sizes.length} waves of ${formatCount(limits.wave)}`
      : sizes.map((size) => formatCount(size)).join(', ')
  if (first === 0) return rest.length === 0 ? 'nobody' : rest.length === 1 ? `all ${words(rest)} at once` : words(rest)
  return rest.length === 0 ? `canary ${formatCount(first)}` : `canary ${formatCount(first)}, then ${words(rest)}`
}

/** The run beside its map: who began it, by which plan and limits, and its log. */
export function RunSide({ run, onClose }: { readonly run: Run; readonly onClose: () => void }) {
  const instants = useInstants()
  const [tab, setTab] = useState<'log' | 'plan'>('log')
  const { limits } = run
  return (
    <aside className={styles['side']} aria-label="The run">
      <div className={styles['sideHead']}>
        <h2>About this run</h2>
        <IconAct icon="close" label="Close" hint="]" onClick={onClose} />
      </div>
      <Section>
        <Facts
          facts={[
            ['Began', `${instants.full(new Date(run.createdAt))} by ${run.operator}`],
            ...(run.startedAt !== null && run.startedAt.slice(0, 16) !== run.createdAt.slice(0, 16)
              ? ([['Gone on with', instants.full(new Date(run.startedAt))]] as const)
              : []),
            ['Source', `${toolNames[run.source.tool]}, ${run.source.title}`],
            ['Order', planWords(run)],
            [
              'Limits',
              `${limits.concurrency} at once on a server, lock ${formatDuration(limits.lockTimeoutMs)}, statement ${
                limits.statementTimeoutMs === 0 ? 'without end' : formatDuration(limits.statementTimeoutMs)
              }`,
            ],
          ]}
        />
      </Section>
      <Tabs
        label="What is shown of the run"
        tabs={[
          { id: 'log', title: 'Log' },
          { id: 'plan', title: 'Plan', count: run.versions.length },
        ]}
        value={tab}
        onChange={setTab}
      />
      {tab === 'log' ? (
        <RunLog run={run} />
      ) : (
        <ul className={styles['frozen']} aria-label="The files as they were frozen">
          {run.versions.map(({ version, name, sha256 }) => (
            <li key={version}>
              <code>{version}</code> <span>{name}</span>
              <code title={sha256}>{sha256.slice(0, 10)}</code>
            </li>
          ))}
        </ul>
      )}
    </aside>
  )
}

interface RunTargetPaneProps {
  readonly run: Run
  readonly target: RunTarget
  readonly position: number | null
  readonly total: number
  readonly whyNotRetry: string | null
  readonly onStep: (step: 1 | -1) => void
  readonly onRetry: () => void
  readonly onClose: () => void
}

/** One target of the run: what came of it, what to do, and what was written about it. */
export function RunTargetPane({ run, target, position, total, whyNotRetry, onStep, onRetry, onClose }: RunTargetPaneProps) {
  const instants = useInstants()
  const go = useGo()
  const words = runTargetWords[target.status]
  return (
    <SidePane
      title={target.name}
      subtitle={<code>{target.target}</code>}
      headActs={<RowPosition position={position} total={total} onStep={onStep} what="target" />}
      acts={
        <>
          {target.status === 'failed' ? (
            <Act look="primary" icon="refresh" whyNot={whyNotRetry} onClick={onRetry}>
              Retry this one
            </Act>
          ) : null}
          <Act onClick={() => go.part('/migrations', { source: run.source.directory ?? undefined, open: target.target })}>
            Open its status
          </Act>
        </>
      }
      onClose={onClose}
    >
      <Section>
        <State glyph={words.glyph} tone={words.tone} glyphTone={words.glyphTone}>
          <b>{words.word}</b>
        </State>{' '}
        {target.error === null ? outcomeWords(target, isRollback(run)) : null}
        {target.error === null ? null : <ProblemList problems={[target.error]} />}
      </Section>
      <Section>
        <Facts
          facts={[
            ['Wave', target.wave === 0 ? 'canary' : String(target.wave)],
            ['Server', <code key="server">{target.server}</code>],
            [
              isRollback(run) ? 'Taken back' : 'Applied',
              target.applied.length === 0 ? 'nothing in this run' : <code key="applied">{target.applied.join(', ')}</code>,
            ],
            ['Attempts', String(target.attempts)],
            ['Took', target.ms === null ? 'not known yet' : formatDuration(target.ms)],
            ['Ended', target.finishedAt === null ? 'not yet' : instants.full(new Date(target.finishedAt))],
          ]}
        />
      </Section>
      <div className={styles['targetLog']}>
        <RunLog run={run} target={target} />
      </div>
    </SidePane>
  )
}
