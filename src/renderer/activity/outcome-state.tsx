import { State } from '../ui/index.ts'
import type { Outcome } from './audit-source.ts'

/** What came of an act: done is the quiet one. */
export function OutcomeState({ outcome }: { readonly outcome: Outcome }) {
  if (outcome === 'done')
    return (
      <State glyph="ok" tone="quiet" glyphTone="decoration">
        Done
      </State>
    )
  return outcome === 'failed' ? (
    <State glyph="fail" tone="fail">
      Failed
    </State>
  ) : (
    <State glyph="lock" tone="quiet">
      Refused
    </State>
  )
}
