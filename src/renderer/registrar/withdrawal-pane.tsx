import { useQuery } from '@tanstack/react-query'
import { useNavigate } from '@tanstack/react-router'
import type { Mapping, Withdrawal } from '#contract/registrar.ts'
import { orpc, problemOf } from '../bridge/index.ts'
import { RowPosition } from '../lists/index.ts'
import { Act, Facts, FailedFace, formatCents, LoadingFace, Note, Section, SidePane, State } from '../ui/index.ts'
import { attendanceWords } from './attendance-words.ts'
import { Absent, ProgressCell } from './cells.tsx'
import { PayBy } from './pay-by.tsx'
import { RefundFacts } from './refund-facts.tsx'
import type { OpenRow } from './registrar-list.tsx'
import { enrollmentWords, withdrawalWords } from './state-words.ts'
import { storedMoment } from './stored-dates.ts'
import styles from './withdrawal-pane.module.css'

interface Detail {
  readonly withdrawal: Withdrawal
  readonly attendanceMinutes: number | null
  readonly tuitionCents: number | null
  readonly mapping: Mapping
}

const kept = (value: string | null, words: string) => value ?? <Absent key={words}>{words}</Absent>

function Study({ withdrawal, attendanceMinutes, tuitionCents, mapping }: Detail) {
  const lacks = (field: string): boolean => mapping.absent.includes(field)
  const { enrollmentStatus } = withdrawal
  const enrollment = enrollmentStatus === null ? null : enrollmentWords(enrollmentStatus)
  return (
    <Section title="Study">
      <Facts
        facts={[
          ['Completed', <ProgressCell key="progress" stored={withdrawal.progressPercent} inSchema={!lacks('progressPercent')} />],
          [
            'Attended',
            attendanceMinutes === null ? (
              <Absent key="none">no attendance kept</Absent>
            ) : (
              <span key="hours" className="num">
                {attendanceWords(attendanceMinutes)}
              </span>
            ),
          ],
          [
            'Last attended',
            withdrawal.lastAttendedAt === null
              ? kept(null, lacks('lastAttendedAt') ? 'not kept in this schema' : 'never')
              : storedMoment(withdrawal.lastAttendedAt),
          ],
          [
            'Tuition',
            tuitionCents === null ? (
              <Absent key="none">not known</Absent>
            ) : (
              <span key="tuition" className="num">
                ${formatCents(tuitionCents)}
              </span>
            ),
          ],
          [
            'Enrollment',
            enrollment === null ? (
              <Absent key="none">{lacks('enrollmentStatus') ? 'not kept in this schema' : 'none found'}</Absent>
            ) : (
              <State key="state" glyph={enrollment.glyph} tone={enrollment.tone} glyphTone={enrollment.glyphTone}>
                {enrollment.word}
              </State>
            ),
          ],
        ]}
      />
    </Section>
  )
}

function Words({ withdrawal, mapping }: Pick<Detail, 'withdrawal' | 'mapping'>) {
  const lacks = (field: string): boolean => mapping.absent.includes(field)
  const said = (field: 'reason' | 'notes', title: string, none: string) => {
    const text = withdrawal[field]
    if (lacks(field)) return <p className={styles['quiet']}>The schema has no {title}.</p>
    return text === null || text.trim() === '' ? <p className={styles['quiet']}>{none}</p> : <p className={styles['text']}>{text}</p>
  }
  return (
    <>
      <Section title="Reason">{said('reason', 'reason', 'No reason is stored.')}</Section>
      <Section title="Admin notes">{said('notes', 'admin notes', 'No note is stored.')}</Section>
    </>
  )
}

function Dates({ withdrawal }: { readonly withdrawal: Withdrawal }) {
  return (
    <Section title="Case" aside={<code>{withdrawal.id}</code>}>
      <Facts
        facts={[
          ['Requested', withdrawal.requestedAt === null ? kept(null, 'no date stored') : storedMoment(withdrawal.requestedAt)],
          ['Processed', withdrawal.processedAt === null ? kept(null, 'not yet') : storedMoment(withdrawal.processedAt)],
        ]}
      />
    </Section>
  )
}

/** One case beside the queue: until when, how much, how far, and what contradicts. It is read here, not decided. */
export function WithdrawalPane({ row }: { readonly row: OpenRow }) {
  const navigate = useNavigate()
  const query = useQuery(orpc.registrar.withdrawal.queryOptions({ input: { target: row.target.reference, id: row.id } }))
  const position = <RowPosition position={row.position} total={row.total} onStep={row.onStep} what="case" />
  if (query.data === undefined)
    return (
      <SidePane title={`Case ${row.id}`} headActs={position} onClose={row.onClose}>
        {query.error === null ? (
          <LoadingFace rows={6}>Reading the case</LoadingFace>
        ) : (
          <FailedFace problem={problemOf(query.error)} onRetry={() => void query.refetch()} />
        )}
      </SidePane>
    )
  const { withdrawal, refunds, attendanceMinutes, tuitionCents, mapping } = query.data
  const today = new Date()
  const state = withdrawalWords[withdrawal.state]
  const { personId } = withdrawal
  return (
    <SidePane
      title={
        <>
          {withdrawal.personName ?? 'Name not readable'}
          {withdrawal.personDeleted ? ' (deleted)' : ''}
        </>
      }
      label={`Withdrawal of ${withdrawal.personName ?? withdrawal.id}`}
      subtitle={
        <>
          <code>{personId ?? withdrawal.id}</code> · {withdrawal.program ?? 'program unknown'}
        </>
      }
      headActs={position}
      onClose={row.onClose}
      acts={
        <>
          <Act
            icon="people"
            whyNot={personId === null ? 'The schema does not say whose withdrawal this is.' : null}
            onClick={() => void navigate({ to: '/people', search: { target: row.target.text, open: personId ?? '' } })}
          >
            Open person
          </Act>
          <span className={styles['footnote']}>Decisions are recorded in the LMS. This version reads them and changes nothing.</span>
        </>
      }
    >
      <div className={styles['notes']} style={{ paddingTop: 2 }}>
        <State glyph={state.glyph} tone={state.tone} glyphTone={state.glyphTone}>
          {state.word}
        </State>
        {withdrawal.inconsistencies.map((words) => (
          <Note key={words} tone="odd">
            {words}.
          </Note>
        ))}
      </div>
      <PayBy withdrawal={withdrawal} today={today} />
      <RefundFacts withdrawal={withdrawal} refunds={refunds} mapping={mapping} />
      <Study withdrawal={withdrawal} attendanceMinutes={attendanceMinutes} tuitionCents={tuitionCents} mapping={mapping} />
      <Words withdrawal={withdrawal} mapping={mapping} />
      <Dates withdrawal={withdrawal} />
    </SidePane>
  )
}
