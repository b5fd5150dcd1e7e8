import type { Withdrawal } from '#contract/registrar.ts'
import type { GridColumn } from '../ui/grid/index.ts'
import { formatDate, State } from '../ui/index.ts'
import styles from './cells.module.css'
import { Absent, DueBar, Lines, PersonName, ProgressCell, StateWord, UnderWord } from './cells.tsx'
import { anchorWords, dueWords, shareGone } from './due-words.ts'
import { progressWords } from './progress-words.ts'
import { refundCellWords } from './refund-cell-words.ts'
import { stateNote } from './state-notes.ts'
import { withdrawalWords } from './state-words.ts'
import { shortDate } from './stored-dates.ts'

/** The day a case counts from, and what day that is. */
const effectiveOf = ({ deadline, candidates, requestedAt }: Withdrawal) => {
  const from = deadline ?? candidates.find(({ anchor }) => anchor === 'in-writing') ?? candidates[0]
  if (from !== undefined) return { stored: from.date, words: anchorWords[from.anchor] }
  return requestedAt === null ? null : { stored: requestedAt, words: 'As stored, no date' }
}

function Due({ withdrawal, today }: { readonly withdrawal: Withdrawal; readonly today: Date }) {
  const { glyph, tone, word } = dueWords(withdrawal)
  const { deadline } = withdrawal
  return (
    <>
      <div className={styles['first']}>
        <State glyph={glyph} tone={tone === 'quiet' ? 'plain' : tone} glyphTone={tone}>
          <span className="num">{word}</span>
        </State>
      </div>
      {deadline === null ? null : (
        <div className={styles['second']}>
          <DueBar share={shareGone(deadline.daysLeft)} tone={tone} />
          {formatDate(deadline.deadline, today)}
        </div>
      )}
    </>
  )
}

/** The columns of the queue, two lines each. What the schema does not have cannot be sorted by, and says so. */
export function withdrawalColumns(absent: ReadonlySet<string>, today: Date): readonly GridColumn<Withdrawal>[] {
  const sortable = (name: string): boolean => !absent.has(name)
  return [
    {
      id: 'personName',
      title: 'Student',
      width: 200,
      minWidth: 120,
      pinned: true,
      sortable: sortable('personName'),
      cell: (row) => (
        <Lines
          first={<PersonName name={row.personName} deleted={row.personDeleted} />}
          second={
            <>
              <code>{row.personId ?? row.id}</code> · {row.program ?? 'program unknown'}
            </>
          }
        />
      ),
      text: (row) => row.personName ?? '',
    },
    {
      id: 'requestedAt',
      title: 'Effective',
      width: 116,
      sortable: sortable('requestedAt'),
      givesWay: 1,
      cell: (row) => {
        const from = effectiveOf(row)
        return from === null ? <Absent>no date</Absent> : <Lines first={shortDate(from.stored, today)} second={from.words} />
      },
      text: (row) => effectiveOf(row)?.stored ?? '',
    },
    {
      id: 'progressPercent',
      title: 'Completed',
      width: 104,
      align: 'end',
      sortable: sortable('progressPercent'),
      givesWay: 2,
      cell: (row) => (
        <Lines
          first={<ProgressCell stored={row.progressPercent} inSchema={!absent.has('progressPercent')} />}
          second={progressWords(row.progressPercent)?.odd === true ? 'no share' : row.progressPercent === null ? '' : 'stored'}
        />
      ),
      text: (row) => row.progressPercent ?? '',
    },
    {
      id: 'refundCents',
      title: 'Refund, $',
      width: 114,
      align: 'end',
      sortable: sortable('refundCents'),
      cell: (row) => {
        const { amount, absence, second } = refundCellWords(row, !absent.has('refundCents'), today)
        return (
          <Lines
            first={amount === null ? <Absent>{absence}</Absent> : <b className={`num ${styles['strong']}`}>{amount}</b>}
            second={second}
          />
        )
      },
      text: (row) => refundCellWords(row, true, today).amount?.replaceAll(',', '') ?? '',
    },
    {
      id: 'state',
      title: 'State',
      width: 158,
      grows: true,
      sortable: true,
      cell: (row) => {
        const note = stateNote(row, today)
        return (
          <>
            <div className={styles['first']}>
              <StateWord words={withdrawalWords[row.state]} />
            </div>
            <UnderWord tone={note.tone}>{note.words}</UnderWord>
          </>
        )
      },
      text: (row) => [withdrawalWords[row.state].word, ...row.inconsistencies].join('; '),
    },
    {
      id: 'deadline',
      title: 'Due',
      width: 132,
      sortable: sortable('deadline'),
      cell: (row) => <Due withdrawal={row} today={today} />,
      text: (row) => row.deadline?.deadline ?? dueWords(row).word,
    },
    {
      id: 'lastAttendedAt',
      title: 'Last attended',
      width: 124,
      hidden: true,
      sortable: sortable('lastAttendedAt'),
      cell: (row) =>
        row.lastAttendedAt === null ? (
          <Absent>{absent.has('lastAttendedAt') ? 'not kept here' : 'never'}</Absent>
        ) : (
          <span className="num">{shortDate(row.lastAttendedAt, today)}</span>
        ),
      text: (row) => row.lastAttendedAt ?? '',
    },
    {
      id: 'reason',
      title: 'Reason',
      width: 180,
      hidden: true,
      sortable: sortable('reason'),
      cell: (row) =>
        row.reason === null ? (
          <Absent>{absent.has('reason') ? 'not kept here' : 'none given'}</Absent>
        ) : (
          <span title={row.reason}>{row.reason}</span>
        ),
      text: (row) => row.reason ?? '',
    },
    {
      id: 'enrollmentStatus',
      title: 'Enrollment',
      width: 110,
      hidden: true,
      sortable: sortable('enrollmentStatus'),
      cell: (row) => row.enrollmentStatus ?? <Absent>unknown</Absent>,
      text: (row) => row.enrollmentStatus ?? '',
    },
    {
      id: 'id',
      title: 'Withdrawal',
      width: 110,
      hidden: true,
      sortable: true,
      cell: (row) => <code>{row.id}</code>,
      text: (row) => row.id,
    },
  ]
}
