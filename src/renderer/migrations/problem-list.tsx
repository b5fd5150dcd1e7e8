import type { ReactNode } from 'react'
import type { Problem } from '#contract/errors.ts'
import { Glyph, type GlyphName, type Tone } from '../ui/index.ts'
import styles from './problem-list.module.css'

const glyphs: Readonly<Record<string, readonly [GlyphName, Tone]>> = {
  'migration.checksum-drift': ['odd', 'odd'],
  'migration.out-of-order': ['odd', 'odd'],
  'migration.unknown-version': ['odd', 'odd'],
  'migration.file-missing': ['odd', 'odd'],
  'migration.diverged': ['odd', 'odd'],
  'migration.drifted': ['odd', 'odd'],
  'migration.baseline-needed': ['unknown', 'faint'],
  'migration.engine-mismatch': ['unknown', 'faint'],
  'migration.source-missing': ['unknown', 'faint'],
  'migration.external': ['lock', 'faint'],
}

/** How a problem looks: contradictions apart from failures. */
export const problemGlyph = ({ code }: Problem): readonly [GlyphName, Tone] =>
  glyphs[code] ?? (code.startsWith('connection.') && code.includes('denied') ? ['lock', 'fail'] : ['fail', 'fail'])

interface ProblemListProps {
  readonly problems: readonly Problem[]
  /** What can be done about one here, beside its steps. */
  readonly actOf?: (problem: Problem) => ReactNode
}

/** What is wrong, each with the driver's words, what to do next, and the act that does it. */
export function ProblemList({ problems, actOf }: ProblemListProps) {
  return (
    <ul className={styles['problems']}>
      {problems.map((problem) => {
        const [glyph, tone] = problemGlyph(problem)
        const act = actOf?.(problem)
        return (
          <li key={`${problem.code} ${problem.title} ${problem.detail}`}>
            <Glyph name={glyph} tone={tone} />
            <div>
              <b>{problem.title}</b>
              {problem.detail === '' ? null : <pre>{problem.detail}</pre>}
              {problem.remedy.length === 0 ? null : (
                <ol>
                  {problem.remedy.map((step) => (
                    <li key={step}>{step}</li>
                  ))}
                </ol>
              )}
              <div className={styles['foot']}>
                <code>{problem.code}</code>
                {act}
              </div>
            </div>
          </li>
        )
      })}
    </ul>
  )
}
