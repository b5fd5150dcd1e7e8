import type { Withdrawal } from '#contract/registrar.ts'
import { formatDate, Note, Section, State } from '../ui/index.ts'
import { candidateSpans } from './candidate-span.ts'
import { anchorTitle, briefDays, daysSentence, dueWords } from './due-words.ts'
import { shortDate } from './stored-dates.ts'
import styles from './withdrawal-pane.module.css'
import { workingDayBefore } from './working-day.ts'

const longDay = new Intl.DateTimeFormat('en-GB', { weekday: 'long', day: 'numeric', month: 'long', timeZone: 'UTC' })
const dayWords = (date: string): string => longDay.format(new Date(`${date}T00:00:00Z`))

/** Until when the money is owed, and every date the 45 days could be counted from: the one that counts is marked. */
export function PayBy({ withdrawal, today }: { readonly withdrawal: Withdrawal; readonly today: Date }) {
  const { deadline, candidates } = withdrawal
  const due = dueWords(withdrawal)
  const spans = candidateSpans(candidates)
  const before = deadline === null || deadline.daysLeft < 0 ? null : workingDayBefore(deadline.deadline)
  return (
    <Section>
      <h3 className={styles['pay']}>
        {deadline === null ? due.word : `Pay by ${dayWords(deadline.deadline).replace(',', '')}`}
        {deadline === null ? null : (
          <State glyph={due.glyph} tone={due.tone}>
            {daysSentence(deadline.daysLeft)}
          </State>
        )}
      </h3>
      {candidates.length === 0 ? (
        <p className={styles['quiet']}>No date is stored that the 45 days could be counted from.</p>
      ) : (
        <ul className={styles['candidates']} aria-label="Dates the 45 days could be counted from">
          {candidates.map((candidate, index) => {
            const counted = deadline !== null && candidate.anchor === deadline.anchor
            const span = spans[index]
            return (
              <li key={candidate.anchor} className={styles['candidate']} data-counted={counted || undefined}>
                <span className={styles['ring']} aria-hidden />
                <span>
                  {anchorTitle[candidate.anchor]} {shortDate(candidate.date, today)}
                  {counted ? <span className="sr-only">, counted from</span> : null}
                </span>
                <span className={styles['track']} aria-hidden>
                  {span === undefined ? null : (
                    <>
                      <span className={styles['span']} style={{ left: `${span.from}%`, width: `${span.to - span.from}%` }} />
                      <span className={styles['now']} style={{ left: `${span.today}%` }} />
                    </>
                  )}
                </span>
                <span className={`${styles['when']} num`}>
                  {formatDate(candidate.deadline, today)}
                  {deadline === null ? '' : `, ${briefDays(candidate.daysLeft)}`}
                </span>
              </li>
            )
          })}
        </ul>
      )}
      {deadline === null ? null : (
        <p className={styles['quiet']}>45 calendar days, counted from the request in writing (GNPEC Standard 12.2.5).</p>
      )}
      {before === null ? null : (
        <Note tone="warn">No rule moves a deadline off a weekend. The working day before it is {dayWords(before).replace(',', '')}.</Note>
      )}
    </Section>
  )
}
