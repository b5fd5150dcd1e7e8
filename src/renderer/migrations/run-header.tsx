import { Link } from '@tanstack/react-router'
import type { Run } from '#contract/migrations.ts'
import { Act, PaneHeader, State } from '../ui/index.ts'
import styles from './run.module.css'
import { isRunning, runWords } from './state-words.ts'
import type { RunActs } from './use-run-acts.ts'

interface RunHeaderProps {
  readonly id: string
  readonly run: Run | null
  readonly acts: RunActs
  /** The way to take back what it put in; null for a run that takes back. */
  readonly rollback: { readonly whyNot: string | null; readonly go: () => void } | null
  readonly onStop: () => void
}

/** The head of a run: what it is, how it stands, and what can be done with it. */
export function RunHeader({ id, run, acts, rollback, onStop }: RunHeaderProps) {
  const words = run === null ? null : runWords(run)
  return (
    <PaneHeader
      title={
        <span className={styles['crumbs']}>
          <Link to="/migrations/runs" search={{}}>
            Runs
          </Link>
          <span aria-hidden>/</span>
          {run?.title ?? id}
        </span>
      }
      aside={
        words === null ? undefined : (
          <span className={styles['aside']}>
            <span className={styles['badge']} data-state={run?.state}>
              <State glyph={words.glyph} tone={words.tone} glyphTone={words.glyphTone}>
                {words.word}
              </State>
            </span>
            <code>{id}</code>
          </span>
        )
      }
      acts={
        run === null ? undefined : (
          <>
            <Act icon="download" look="subtle" onClick={() => acts.exporting.mutate()}>
              Export
            </Act>
            {isRunning(run.state) ? (
              <>
                <Act icon="pause" whyNot={acts.whyNot.pause} onClick={() => acts.pause.mutate()}>
                  {run.pauseAsked ? 'Pauses after wave' : 'Pause after wave'}
                </Act>
                <Act icon="stop" look="danger-outline" whyNot={acts.whyNot.stop} onClick={onStop}>
                  Stop…
                </Act>
              </>
            ) : (
              <>
                {rollback === null ? null : (
                  <Act whyNot={rollback.whyNot} onClick={rollback.go}>
                    Roll back…
                  </Act>
                )}
                <Act
                  icon="play"
                  look={acts.whyNot.resume === null ? 'primary' : 'default'}
                  whyNot={acts.whyNot.resume}
                  onClick={() => acts.resume.mutate(undefined)}
                >
                  Resume
                </Act>
              </>
            )}
          </>
        )
      }
    />
  )
}
