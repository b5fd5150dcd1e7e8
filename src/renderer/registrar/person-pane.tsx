import { useQuery } from '@tanstack/react-query'
import { useNavigate } from '@tanstack/react-router'
import type { Enrollment, Withdrawal } from '#contract/registrar.ts'
import { orpc, problemOf } from '../bridge/index.ts'
import { RowPosition } from '../lists/index.ts'
import { Act, Facts, FailedFace, formatDate, LinkAct, LoadingFace, Section, SidePane, State, Tag } from '../ui/index.ts'
import cells from './cells.module.css'
import { Absent, ProgressCell, StateWord } from './cells.tsx'
import { dueWords } from './due-words.ts'
import type { OpenRow } from './registrar-list.tsx'
import { enrollmentWords, withdrawalWords } from './state-words.ts'
import { shortDate, storedMoment } from './stored-dates.ts'
import styles from './withdrawal-pane.module.css'

function EnrollmentEntry({ enrollment, today }: { readonly enrollment: Enrollment; readonly today: Date }) {
  const since = enrollment.enrolledAt === null ? 'no date of enrollment' : `since ${shortDate(enrollment.enrolledAt, today)}`
  return (
    <div className={styles['entry']}>
      <div className={styles['entryHead']}>
        {enrollment.program ?? 'Program unknown'}
        {enrollment.status === null ? null : <StateWord words={enrollmentWords(enrollment.status)} />}
      </div>
      <div className={styles['entrySecond']}>
        {since}
        {enrollment.completedAt === null ? '' : `, completed ${shortDate(enrollment.completedAt, today)}`},{' '}
        {enrollment.progressPercent === null ? 'progress unknown' : <ProgressCell stored={enrollment.progressPercent} inSchema />}
      </div>
    </div>
  )
}

function WithdrawalEntry({
  withdrawal,
  today,
  onOpen,
}: {
  readonly withdrawal: Withdrawal
  readonly today: Date
  readonly onOpen: () => void
}) {
  const due = dueWords(withdrawal)
  return (
    <div className={styles['entry']}>
      <div className={styles['entryHead']}>
        <LinkAct onClick={onOpen}>
          {withdrawal.requestedAt === null ? `Case ${withdrawal.id}` : `Requested ${shortDate(withdrawal.requestedAt, today)}`}
        </LinkAct>
        <StateWord words={withdrawalWords[withdrawal.state]} />
      </div>
      <div className={styles['entrySecond']}>
        {due.word}
        {withdrawal.deadline === null ? '' : `, ${formatDate(withdrawal.deadline.deadline, today)}`}
        {withdrawal.inconsistencies.length === 0 ? null : (
          <span className={cells['odd']}>, {withdrawal.inconsistencies.join(', ').toLowerCase()}</span>
        )}
      </div>
    </div>
  )
}

interface PaneProps {
  readonly row: OpenRow
  /** Where the row is not the person itself. */
  readonly person?: string
}

/** One person beside the list: who it is, what they study, and what they withdrew from. */
export function PersonPane({ row, person: id = row.id }: PaneProps) {
  const navigate = useNavigate()
  const query = useQuery(orpc.registrar.person.queryOptions({ input: { target: row.target.reference, id } }))
  const position = <RowPosition position={row.position} total={row.total} onStep={row.onStep} what="row" />
  if (query.data === undefined)
    return (
      <SidePane title={`Person ${id}`} headActs={position} onClose={row.onClose}>
        {query.error === null ? (
          <LoadingFace rows={5}>Reading the person</LoadingFace>
        ) : (
          <FailedFace problem={problemOf(query.error)} onRetry={() => void query.refetch()} />
        )}
      </SidePane>
    )
  const { person, enrollments, withdrawals, mapping } = query.data
  const today = new Date()
  const lacks = (field: string): boolean => mapping.absent.includes(field)
  const openCase = (withdrawal: Withdrawal) =>
    void navigate({ to: '/withdrawals', search: { target: row.target.text, view: 'all', open: withdrawal.id } })
  const [first] = withdrawals
  return (
    <SidePane
      title={person.name ?? 'Name not readable'}
      subtitle={person.email ?? (lacks('email') ? 'The schema has no addresses' : 'Address not readable')}
      headActs={position}
      onClose={row.onClose}
      {...(first === undefined
        ? {}
        : {
            acts: (
              <Act icon="withdrawals" onClick={() => openCase(first)}>
                Open withdrawal
              </Act>
            ),
          })}
    >
      {person.deletedAt === null ? null : (
        <div className={styles['notes']}>
          <State glyph="skip" tone="plain" glyphTone="faint">
            Deleted {storedMoment(person.deletedAt)}
          </State>
        </div>
      )}
      <Section>
        <Facts
          facts={[
            ['Id', <code key="id">{person.id}</code>],
            [
              'Roles',
              person.roles.length === 0 ? (
                <Absent key="none">{lacks('roles') ? 'not kept in this schema' : 'no role'}</Absent>
              ) : (
                <span key="roles" className={cells['tags']}>
                  {person.roles.map((role) => (
                    <Tag key={role}>{role}</Tag>
                  ))}
                </span>
              ),
            ],
            ['Account since', person.createdAt === null ? <Absent key="since">not stored</Absent> : storedMoment(person.createdAt)],
          ]}
        />
      </Section>
      <Section title="Enrollments" aside={<span className="num">{enrollments.length}</span>}>
        {enrollments.length === 0 ? (
          <Absent>This person is enrolled in nothing.</Absent>
        ) : (
          enrollments.map((enrollment) => <EnrollmentEntry key={enrollment.id} enrollment={enrollment} today={today} />)
        )}
      </Section>
      <Section title="Withdrawals" aside={<span className="num">{withdrawals.length}</span>}>
        {withdrawals.length === 0 ? (
          <Absent>This person has not withdrawn.</Absent>
        ) : (
          withdrawals.map((withdrawal) => (
            <WithdrawalEntry key={withdrawal.id} withdrawal={withdrawal} today={today} onOpen={() => openCase(withdrawal)} />
          ))
        )}
      </Section>
    </SidePane>
  )
}
