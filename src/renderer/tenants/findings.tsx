import type { ReactNode } from 'react'
import { Glyph, type GlyphName, type Tone } from '../ui/index.ts'
import { isBehind, type TenantRow } from './tenant-row.ts'
import { schemaSentence } from './tenant-words.ts'
import styles from './tenants.module.css'

interface FindingProps {
  readonly glyph: GlyphName
  readonly tone: Tone
  readonly title: string
  readonly children?: ReactNode
}

function Finding({ glyph, tone, title, children }: FindingProps) {
  return (
    <li className={styles['finding']}>
      <Glyph name={glyph} tone={tone} />
      <div>
        <b>{title}</b>
        {children}
      </div>
    </li>
  )
}

const sentence = (words: string): string => words.charAt(0).toUpperCase() + words.slice(1)

/** Whatever somebody should know of a tenant: each finding with what to do next, where that is known. */
export function Findings({ row }: { readonly row: TenantRow }) {
  const { tenant, facts } = row
  const tables = (facts?.missing ?? []).filter((name) => !name.includes('.'))
  const list: ReactNode[] = []
  if (facts?.problem != null)
    list.push(
      <Finding key="problem" glyph="fail" tone="fail" title={facts.problem.title}>
        <small>
          <code>{facts.problem.code}</code>
          {facts.problem.detail === '' ? '' : ` · ${facts.problem.detail}`}
        </small>
        {facts.problem.remedy.length === 0 ? null : (
          <ol className={styles['steps']}>
            {facts.problem.remedy.map((step) => (
              <li key={step}>{step}</li>
            ))}
          </ol>
        )}
      </Finding>,
    )
  if (tenant.status === 'PENDING_APPROVAL')
    list.push(
      <Finding key="pending" glyph="wait" tone="plain" title="Waits for approval">
        <small>It has no database yet, so there is nothing to look at.</small>
      </Finding>,
    )
  if (isBehind(row))
    list.push(
      <Finding key="behind" glyph="half" tone="warn" title={sentence(schemaSentence(facts?.behind ?? null))}>
        <small>
          {tables.length === 0
            ? 'Its blueprint has newer versions.'
            : `Without ${facts?.behind === 1 ? 'it' : 'them'} there is no ${tables.join(' and no ')}.`}
        </small>
      </Finding>,
    )
  else if ((facts?.behind ?? 0) < 0)
    list.push(
      <Finding key="ahead" glyph="odd" tone="odd" title={sentence(schemaSentence(facts?.behind ?? null))}>
        <small>Its database has versions this console's blueprint does not know.</small>
      </Finding>,
    )
  else if (tables.length > 0)
    list.push(
      <Finding
        key="missing"
        glyph="fail"
        tone="fail"
        title={tables.length === 1 ? 'A table of the LMS is missing' : 'Tables of the LMS are missing'}
      >
        <small>
          <code>{tables.join(', ')}</code>
        </small>
      </Finding>,
    )
  for (const key of facts?.unindexedForeignKeys ?? [])
    list.push(
      <Finding key={key} glyph="warn" tone="warn" title="Foreign key without an index">
        <small>
          <code>{key}</code>: every lookup by it reads the whole table.
        </small>
      </Finding>,
    )
  return list.length === 0 ? null : <ul className={styles['findings']}>{list}</ul>
}
