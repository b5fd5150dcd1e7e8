import { useMutation, useQuery } from '@tanstack/react-query'
import { useNavigate } from '@tanstack/react-router'
import { useState } from 'react'
import type { Job } from '#contract/jobs.ts'
import { client, orpc, problemOf } from '../bridge/index.ts'
import { useMovingNow } from '../lists/index.ts'
import { closeJobs, isActive, isRun, showJob, useDisclosures, useInstants, useWhyNot } from '../shell/index.ts'
import { Act, countOf, EmptyFace, Facts, FailedFace, Glyph, IconAct, LinkAct, Note, PaneHeader, Progress, Section } from '../ui/index.ts'
import { LogList } from '../ui/log/index.ts'
import styles from './job-drawer.module.css'
import { JobFile } from './job-file.tsx'
import { jobLine, jobShare, jobState, jobTook } from './job-words.ts'
import { useJobs } from './use-jobs.ts'

function JobItem({
  job,
  now,
  current,
  onChoose,
}: {
  readonly job: Job
  readonly now: number
  readonly current: boolean
  readonly onChoose: () => void
}) {
  const { glyph, tone, word } = jobState[job.state]
  return (
    <li>
      <button type="button" className={styles['job']} aria-current={current || undefined} onClick={onChoose}>
        <Glyph name={glyph} tone={tone} label={word} />
        <span className={styles['title']}>{job.title}</span>
        <span className={`${styles['share']} num`}>{isActive(job) ? (jobShare(job) ?? word.toLowerCase()) : word.toLowerCase()}</span>
        <span className={`${styles['line']} num`} title={jobLine(job, now)}>
          {jobLine(job, now)}
        </span>
        {isActive(job) ? (
          <span className={styles['bar']}>
            <Progress done={job.done} total={job.total} label={`Progress of ${job.title}`} />
          </span>
        ) : null}
      </button>
    </li>
  )
}

function Log({ job }: { readonly job: Job }) {
  const instants = useInstants()
  const show = useQuery(orpc.jobs.show.queryOptions({ input: { id: job.id }, refetchInterval: isActive(job) ? 1000 : false, staleTime: 0 }))
  const [following, setFollowing] = useState(true)
  const lines = show.data?.log ?? []
  return (
    <>
      <div className={styles['log']}>
        <LogList
          entries={lines.map(({ at, level, text }) => ({ time: instants.seconds(new Date(at)), level, text }))}
          label="Log"
          empty={show.isPending ? null : 'Nothing has been written to the log.'}
          following={following}
          onFollowing={setFollowing}
        />
      </div>
      <div className={styles['foot']}>
        {isActive(job) ? (following ? 'Following' : 'Scrolled, not following') : `${countOf(lines.length, 'line', 'lines')}`}
        <Cancel job={job} />
      </div>
    </>
  )
}

function Cancel({ job }: { readonly job: Job }) {
  const refused = useWhyNot('jobs.manage')
  const cancel = useMutation({ mutationFn: () => client.jobs.cancel({ id: job.id }) })
  if (cancel.error !== null) return <span>{problemOf(cancel.error).title}</span>
  if (!isActive(job)) return <JobFile job={job} />
  return (
    <Act
      look="danger-outline"
      icon="stop"
      size="xs"
      whyNot={job.state === 'cancelling' ? 'It is being cancelled.' : refused}
      onClick={() => cancel.mutate()}
    >
      {job.state === 'cancelling' ? 'Cancelling' : 'Cancel job'}
    </Act>
  )
}

/** The jobs beside every screen: the list, the chosen one's facts, and its log, which follows until it is scrolled. */
export default function JobDrawer() {
  const { jobs, list } = useJobs()
  const { job: chosen } = useDisclosures()
  const navigate = useNavigate()
  const instants = useInstants()
  const active = jobs.filter(isActive)
  const now = useMovingNow(active.length > 0)
  const job = jobs.find((one) => one.id === chosen) ?? jobs[0]
  return (
    <aside className={styles['drawer']} aria-label="Jobs">
      <PaneHeader
        title="Jobs"
        aside={active.length === 0 ? 'none active' : `${active.length} active`}
        acts={
          <>
            <Act look="subtle" onClick={() => void navigate({ to: '/jobs' })}>
              All jobs
            </Act>
            <IconAct icon="close" label="Close" hint="J" onClick={closeJobs} />
          </>
        }
      />
      {list.error === null ? null : <FailedFace problem={problemOf(list.error)} onRetry={() => void list.refetch()} />}
      {job === undefined ? (
        list.isPending ? null : (
          <EmptyFace icon="jobs" title="No jobs yet">
            An export is a job: it goes on while you work, and its file waits here.
          </EmptyFace>
        )
      ) : (
        <>
          <ul className={styles['list']}>
            {jobs.slice(0, 30).map((one) => (
              <JobItem key={one.id} job={one} now={now} current={one.id === job.id} onChoose={() => showJob(one.id)} />
            ))}
          </ul>
          <Section>
            <Facts
              facts={[
                ['Started', job.startedAt === null ? 'not yet' : `${instants.full(new Date(job.startedAt))} by ${job.operator}`],
                ['Took', jobTook(job, now) ?? 'not started'],
                ['Owner', job.owner],
                ...(job.file === null ? [] : ([['File', <JobFile key="file" job={job} />]] as const)),
                ...(isRun(job)
                  ? ([
                      [
                        'Run',
                        <LinkAct key="run" onClick={() => void navigate({ to: '/migrations/runs', search: { job: job.id } })}>
                          Open the run
                        </LinkAct>,
                      ],
                    ] as const)
                  : []),
              ]}
            />
            {job.problem === null ? null : (
              <div style={{ marginTop: 8 }}>
                <Note tone="fail">
                  <b>{job.problem.title}</b> {job.problem.remedy.join(' ')} <code>{job.problem.code}</code>
                </Note>
              </div>
            )}
          </Section>
          <Log key={job.id} job={job} />
        </>
      )}
    </aside>
  )
}
