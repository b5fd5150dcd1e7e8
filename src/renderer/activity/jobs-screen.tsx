import { useMemo } from 'react'
import type { Job } from '#contract/jobs.ts'
import { problemOf } from '../bridge/index.ts'
import { useMovingNow } from '../lists/index.ts'
import { isActive, showJob, useDisclosures, useInstants, useRowHeights } from '../shell/index.ts'
import { arraySource, DataGrid, type GridColumn, useGrid } from '../ui/grid/index.ts'
import { countOf, EmptyFace, FailedFace, LoadingFace, MainPane, PaneFoot, PaneHeader, Screen, State } from '../ui/index.ts'
import { JobFile } from './job-file.tsx'
import { jobLine, jobShare, jobState, jobTook } from './job-words.ts'
import { useJobs } from './use-jobs.ts'

const absent = <span style={{ color: 'var(--pv-ink-3)' }}>none</span>

/** Every job of the workspace: what runs, what came of what ran, and the files that wait. */
export function JobsScreen() {
  const { jobs, list } = useJobs()
  const { job: open, jobs: drawer } = useDisclosures()
  const instants = useInstants()
  const heights = useRowHeights()
  const active = jobs.filter(isActive).length
  const now = useMovingNow(active > 0)
  const columns = useMemo(
    (): GridColumn<Job>[] => [
      {
        id: 'title',
        title: 'Job',
        width: 240,
        grows: true,
        cell: (job) => <b style={{ fontWeight: 500 }}>{job.title}</b>,
        text: (job) => job.title,
      },
      {
        id: 'state',
        title: 'State',
        width: 120,
        cell: ({ state }) => (
          <State glyph={jobState[state].glyph} tone={state === 'done' ? 'quiet' : jobState[state].tone} glyphTone={jobState[state].tone}>
            {jobState[state].word}
          </State>
        ),
        text: ({ state }) => jobState[state].word,
      },
      {
        id: 'share',
        title: 'Done',
        width: 72,
        align: 'end',
        givesWay: 3,
        cell: (job) => <span className="num">{jobShare(job) ?? 'unknown'}</span>,
        text: (job) => jobShare(job) ?? '',
      },
      { id: 'line', title: 'Outcome', width: 320, cell: (job) => jobLine(job, now), text: (job) => jobLine(job, now) },
      {
        id: 'file',
        title: 'File',
        width: 200,
        givesWay: 1,
        cell: (job) => (job.file === null ? absent : <JobFile job={job} />),
        text: (job) => job.file?.name ?? '',
      },
      {
        id: 'started',
        title: 'Started',
        width: 160,
        givesWay: 2,
        cell: (job) => <span className="num">{job.startedAt === null ? 'not yet' : instants.full(new Date(job.startedAt))}</span>,
        text: (job) => job.startedAt ?? '',
      },
      {
        id: 'took',
        title: 'Took',
        width: 90,
        align: 'end',
        givesWay: 4,
        cell: (job) => <span className="num">{jobTook(job, now) ?? 'not started'}</span>,
        text: (job) => jobTook(job, now) ?? '',
      },
      { id: 'operator', title: 'Operator', width: 130, givesWay: 5, cell: (job) => job.operator, text: (job) => job.operator },
    ],
    [instants, now],
  )
  const source = useMemo(() => arraySource(jobs), [jobs])
  const grid = useGrid('jobs', columns)
  return (
    <Screen>
      <MainPane>
        <PaneHeader title="Jobs" aside={`${active} active of ${jobs.length}`} />
        {list.error !== null ? (
          <FailedFace problem={problemOf(list.error)} onRetry={() => void list.refetch()} />
        ) : list.isPending && jobs.length === 0 ? (
          <LoadingFace rows={6}>Reading the jobs</LoadingFace>
        ) : (
          <DataGrid
            grid={grid}
            source={source}
            label="Jobs"
            rowHeight={heights.list}
            onOpen={(job) => showJob(job.id)}
            isOpen={(job) => drawer && job.id === open}
            empty={
              <EmptyFace icon="jobs" title="No jobs yet">
                An export is a job: it goes on while you work, survives closing this window, and its file waits here.
              </EmptyFace>
            }
          />
        )}
        <PaneFoot>{countOf(jobs.length, 'job', 'jobs')}, newest first, the active ones leading</PaneFoot>
      </MainPane>
    </Screen>
  )
}
