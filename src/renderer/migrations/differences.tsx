import type { SchemaDifference } from '#contract/migrations.ts'
import { toast } from '../shell/index.ts'
import { copyText } from '../ui/grid/index.ts'
import { Act, countOf, Glyph, type GlyphName, type Tone } from '../ui/index.ts'
import { SqlText } from '../ui/sql/index.ts'
import styles from './differences.module.css'

const kinds: Readonly<Record<SchemaDifference['kind'], { readonly glyph: GlyphName; readonly tone: Tone; readonly word: string }>> = {
  missing: { glyph: 'fail', tone: 'fail', word: 'missing' },
  unexpected: { glyph: 'odd', tone: 'odd', word: 'not expected' },
  different: { glyph: 'odd', tone: 'odd', word: 'different' },
}

/** The statements that would take all differences away, as one text; what a machine should not write stays a comment. */
export const differencesSql = (differences: readonly SchemaDifference[]): string =>
  differences.map(({ object, words, sql }) => (sql === null ? `-- ${object}: ${words} By hand.` : sql.trim())).join('\n')

/** Differences of a schema one by one, and the SQL that would end them. */
export function Differences({ differences, sqlTitle }: { readonly differences: readonly SchemaDifference[]; readonly sqlTitle: string }) {
  const sql = differencesSql(differences)
  return (
    <div className={styles['differences']}>
      <ul className={styles['list']}>
        {differences.map((difference) => {
          const { glyph, tone, word } = kinds[difference.kind]
          return (
            <li key={`${difference.kind} ${difference.object}`}>
              <Glyph name={glyph} tone={tone} />
              <div>
                <code>{difference.object}</code> <span className={styles['word']}>{word}</span>
                <div className={styles['words']}>{difference.words}</div>
                {difference.expected === null && difference.found === null ? null : (
                  <div className={styles['pair']}>
                    <span>expected</span> <code>{difference.expected ?? 'nothing'}</code>
                    <span>found</span> <code>{difference.found ?? 'nothing'}</code>
                  </div>
                )}
              </div>
            </li>
          )
        })}
      </ul>
      <div className={styles['head']}>
        <h4>{sqlTitle}</h4>
        <Act
          size="xs"
          icon="copy"
          onClick={() => {
            copyText(sql)
            toast('SQL copied', { detail: countOf(differences.length, 'difference', 'differences') })
          }}
        >
          Copy SQL
        </Act>
      </div>
      <SqlText bare sql={sql} label={sqlTitle} />
    </div>
  )
}
