import type { ImportResult } from '#contract/connection-files.ts'
import { countOf, type GlyphName, LinkAct, State, type Tone } from '../../ui/index.ts'
import styles from './import-panel.module.css'

const outcomes: Readonly<Record<ImportResult['outcome'], readonly [glyph: GlyphName, tone: Tone, words: string]>> = {
  added: ['ok', 'ok', 'Added'],
  there: ['skip', 'faint', 'There already, unchanged'],
  'password-replaced': ['ok', 'ok', 'Password replaced'],
  refused: ['fail', 'fail', 'Not imported'],
}

/** What became of each entry that was taken. */
export function ImportReport({ results, onOpen }: { readonly results: readonly ImportResult[]; readonly onOpen: (name: string) => void }) {
  const done = results.filter(({ outcome }) => outcome === 'added' || outcome === 'password-replaced').length
  return (
    <section className={styles['report']} aria-label="What became of them">
      <h2 role="status">
        {done} of {countOf(results.length, 'connection', 'connections')} imported
      </h2>
      <ul>
        {results.map((result) => {
          const [glyph, tone, words] = outcomes[result.outcome]
          const { connection, problem } = result
          const said = [problem?.title, ...(problem?.remedy ?? []), ...result.warnings].filter((text) => text !== undefined)
          return (
            <li key={result.id}>
              <State glyph={glyph} tone={tone}>
                {words}
              </State>
              {connection === null ? <span>{result.name}</span> : <LinkAct onClick={() => onOpen(connection)}>{connection}</LinkAct>}
              <span className={styles['said']}>{said.join(' ')}</span>
            </li>
          )
        })}
      </ul>
    </section>
  )
}
