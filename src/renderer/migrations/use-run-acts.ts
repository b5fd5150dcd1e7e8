import { useMutation } from '@tanstack/react-query'
import type { RunId } from '#contract/ids.ts'
import type { Run } from '#contract/migrations.ts'
import { client, problemOf } from '../bridge/index.ts'
import { showJob, useWhyNot } from '../shell/index.ts'
import { runActs } from './run-facts.ts'

export type RunActs = ReturnType<typeof useRunActs>

/** What can be done with a run, once, by button and by key. */
export function useRunActs(run: Run | null, look: () => void) {
  const refused = useWhyNot('migrations.apply')
  const id = run?.id
  const resume = useMutation({
    mutationFn: (targets: readonly string[] | undefined) =>
      client.migrations.resume({ run: id as RunId, failed: true, ...(targets === undefined ? {} : { targets: [...targets] }) }),
    onSuccess: look,
  })
  const pause = useMutation({ mutationFn: () => client.migrations.pause({ run: id as RunId }) })
  const stop = useMutation({ mutationFn: () => client.migrations.stop({ run: id as RunId }) })
  const exporting = useMutation({
    mutationFn: () => client.migrations.exportRun({ run: id as RunId }),
    onSuccess: ({ job }) => showJob(job),
  })
  const may = run === null ? { pause: 'It is not known yet.', stop: 'It is not known yet.', resume: 'It is not known yet.' } : runActs(run)
  const error = resume.error ?? pause.error ?? exporting.error
  return {
    resume,
    pause,
    stop,
    exporting,
    whyNot: {
      resume: refused ?? may.resume ?? (resume.isPending ? 'It is being gone on with.' : null),
      pause: refused ?? may.pause ?? (pause.isPending ? 'It is being asked.' : null),
      stop: refused ?? may.stop,
    },
    problem: error === null ? null : problemOf(error),
  }
}
