import type { Problem } from '#contract/errors.ts'
import type { Run } from '#contract/migrations.ts'
import { countOf, TypedDialog } from '../ui/index.ts'

interface StopDialogProps {
  readonly run: Run
  readonly pending: boolean
  readonly problem: Problem | null
  readonly onClose: () => void
  readonly onSure: () => void
}

/** Asks before a run is stopped in the middle of its work. */
export function StopDialog({ run: { counts }, pending, problem, onClose, onSure }: StopDialogProps) {
  return (
    <TypedDialog
      title="Stop the run now?"
      expected={null}
      expectedWords=""
      keep="Let it go on"
      act="Stop the run"
      danger
      busy={pending ? 'The run is being asked to stop.' : null}
      problem={problem}
      onClose={onClose}
      onSure={onSure}
    >
      <p>
        {countOf(counts.running, 'target is', 'targets are')} being worked on: what is under way is taken back where the engine can, and on
        MySQL it is noted after which statement it broke off. {countOf(counts.pending, 'target keeps', 'targets keep')} waiting; nothing
        that is done is undone.
      </p>
      <p>The run can be gone on with later. Pausing after the wave breaks nothing off.</p>
    </TypedDialog>
  )
}
