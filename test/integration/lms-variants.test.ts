import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { countList } from '../../src/main/capabilities/registrar/counts.ts'
import { today } from '../../src/main/capabilities/registrar/deadlines.ts'
import { readPerson, readWithdrawal } from '../../src/main/capabilities/registrar/one-record.ts'
import { readPage } from '../../src/main/capabilities/registrar/read-list.ts'
import { type OpenLms, plansOf } from '../../src/main/capabilities/registrar/registrar-lists.ts'
import { withdrawalSummary } from '../../src/main/capabilities/registrar/withdrawal-summary.ts'
import { Places, schemaOf, takeCensus } from '../../src/main/lms/index.ts'
import { clock, inserts, mysqlTables, type OpenCampus, postgresBlueprint, serverDatabase } from './lms-kit.ts'

const lmsOf = async ({ database, title }: OpenCampus): Promise<OpenLms> => {
  const { recognition } = await schemaOf(database)
  if (recognition === null) throw new Error('The campus is not recognised.')
  return { database, label: title, recognition, places: new Places(database.engine, recognition), on: today(clock) }
}
const page = { sort: [], limit: 100 }

const fernet = 'gAAAAABmQ0nS7wq1m3b4Zk1c5o8yq2uT0a9ZpXv4bR7wK2nL6sD8fG1hJ3kM5pQ7rT9vX0zB2dF4hJ6lN8pR=='
const id = (number: number): string => `00000000-0000-4000-8000-00000000000${number}`

// The same LMS as it is deployed: UUID keys, two schemas, encrypted names, roles in a join table, no tuition, a ledger.
const deployed = `
create schema compliance;
create table users (id uuid primary key, email text not null, first_name bytea, last_name text, status text, created_at timestamptz default now());
create table roles (id uuid primary key, name text not null);
create table user_roles (user_id uuid references users, role_id uuid references roles);
create table programs (id uuid primary key, code text, name text not null, total_clock_hours integer);
create table modules (id uuid primary key, program_id uuid references programs);
create table enrollments (id uuid primary key, user_id uuid references users, program_id uuid references programs, start_date date, expected_end_date date, status text);
create table compliance.attendance_logs (id uuid primary key, user_id uuid, enrollment_id uuid, started_at timestamptz, ended_at timestamptz, session_type text);
create table compliance.withdrawals (id uuid primary key, enrollment_id uuid references enrollments, requested_at timestamptz, admin_processed_at timestamptz, reason text, progress_pct_at_withdrawal numeric(5, 2));
create table compliance.refunds (id uuid primary key, withdrawal_id uuid references compliance.withdrawals, amount_cents integer, policy_basis text, approved_at timestamptz, remitted_at timestamptz);
create table compliance.financial_ledger (id uuid primary key, user_id uuid, line_type text, amount_cents integer);
insert into users (id, email, first_name, last_name) values ('${id(1)}', 'one@students.example', '\\xc30d0407', '${fernet}'), ('${id(2)}', 'two@students.example', null, '${fernet}');
insert into roles values ('${id(1)}', 'Student'), ('${id(2)}', 'Finance');
insert into user_roles values ('${id(1)}', '${id(1)}'), ('${id(2)}', '${id(1)}'), ('${id(2)}', '${id(2)}');
insert into programs values ('${id(1)}', 'DA', 'Dental Assisting', 220);
insert into enrollments values ('${id(1)}', '${id(1)}', '${id(1)}', '2026-06-01', '2026-12-01', 'withdrawn'), ('${id(2)}', '${id(2)}', '${id(1)}', '2026-06-01', null, 'withdrawn');
insert into compliance.attendance_logs values ('${id(1)}', '${id(1)}', '${id(1)}', '2026-10-08 08:00+00', '2026-10-08 12:30+00', 'lab');
insert into compliance.withdrawals values ('${id(1)}', '${id(1)}', '2026-10-11 10:00+00', '2026-10-19 10:00+00', 'Moving', 41.20), ('${id(2)}', '${id(2)}', '2026-09-01 10:00+00', null, null, 12);
insert into compliance.refunds values ('${id(1)}', '${id(1)}', 264600, 'pro rata', null, null);
insert into compliance.financial_ledger values ('${id(1)}', '${id(1)}', 'payment', -450000);
`

describe('the LMS as it is deployed', () => {
  let campus: OpenCampus
  let lms: OpenLms
  beforeAll(async () => {
    campus = await serverDatabase('postgres15', deployed)
    lms = await lmsOf(campus)
  })
  afterAll(() => campus?.close())

  it('shows people by e-mail and never by ciphertext, with their roles from the join table', async () => {
    const plan = plansOf(lms).people()
    const { rows } = await readPage(lms.database, plan, 'people', page, {})
    expect(rows.map(({ id, name, email, roles, enrollments }) => ({ id, name, email, roles, enrollments }))).toEqual([
      { id: id(1), name: null, email: 'one@students.example', roles: ['Student'], enrollments: 1 },
      { id: id(2), name: null, email: 'two@students.example', roles: ['Finance', 'Student'], enrollments: 1 },
    ])
    expect(plan.absent).toEqual(['name', 'deletedAt'])
    expect(lms.recognition.entities.people?.encrypted).toEqual(['givenName', 'familyName'])
    expect(lms.recognition.missing).toContain('users.full_name')
    const finance = await readPage(lms.database, plan, 'people', { ...page, status: 'finance' }, {})
    expect(finance.rows.map((row) => row.id)).toEqual([id(2)])
    expect((await countList(lms, 'people', undefined, {})).byStatus).toEqual({ Student: 2, Finance: 1 })
    expect(() => plan.status('deleted')).toThrowError(expect.objectContaining({ code: 'lms.absent' }))
  })

  it('derives what it can of the withdrawals, over two schemas, with what is absent named', async () => {
    const plan = plansOf(lms).withdrawals()
    const { rows } = await readPage(lms.database, plan, 'withdrawals', page, {})
    expect(
      rows.map(({ id, personId, program, state, refundCents, progressPercent }) => ({
        id,
        personId,
        program,
        state,
        refundCents,
        progressPercent,
      })),
    ).toEqual([
      { id: id(2), personId: id(2), program: 'Dental Assisting', state: 'requested', refundCents: null, progressPercent: '12.00' },
      { id: id(1), personId: id(1), program: 'Dental Assisting', state: 'refund-drafted', refundCents: 264600, progressPercent: '41.20' },
    ])
    expect(rows[1]?.deadline).toMatchObject({ deadline: '2026-11-25', daysLeft: 5 })
    expect(rows[0]?.deadline).toMatchObject({ deadline: '2026-10-16', daysLeft: -35 })
    expect(plan.absent).toEqual(['personName', 'personDeleted', 'notes'])
    expect(lms.recognition.missing).toContain('withdrawals.admin_notes')
    expect(await withdrawalSummary(lms, {})).toMatchObject({ open: 2, overdue: 1, dueIn14Days: 1, needsApproval: 1 })
  })

  it('tells a record, with the minutes reckoned from the clock and no tuition', async () => {
    const record = await readWithdrawal(lms, id(1), {})
    expect(record).toMatchObject({ attendanceMinutes: 270, tuitionCents: null, refunds: [{ id: id(1), state: 'drafted' }] })
    expect((await readPerson(lms, id(1), {})).withdrawals).toHaveLength(1)
    await expect(readPerson(lms, 'not-a-uuid', {})).rejects.toMatchObject({ code: 'record.unknown' })
  })

  it('is counted for the tenants overview', async () => {
    expect(await takeCensus(lms.database, lms.recognition, {})).toEqual({ people: 2, students: 2, openWithdrawals: 2 })
  })

  it('pages in every order', async () => {
    for (const plan of [plansOf(lms).people(), plansOf(lms).enrollments(), plansOf(lms).withdrawals(), plansOf(lms).refunds()]) {
      for (const column of Object.keys(plan.sorts)) {
        const request = { sort: [{ column, direction: 'desc' as const }], limit: 1 }
        // A plan's rows differ by list, which does not matter to their number.
        const list = plan as ReturnType<ReturnType<typeof plansOf>['people']>
        const first = await readPage(lms.database, list, 'x', request, {})
        if (first.next === null) continue
        const second = await readPage(lms.database, list, 'x', { ...request, after: first.next }, {})
        expect([column, second.rows.length]).toEqual([column, 1])
        expect(second.rows[0]?.id).not.toBe(first.rows[0]?.id)
      }
    }
  })
})

describe('other forms of the schema', () => {
  const opened: OpenCampus[] = []
  const open = async (...database: Parameters<typeof serverDatabase>): Promise<OpenLms> => {
    const campus = await serverDatabase(...database)
    opened.push(campus)
    return lmsOf(campus)
  }
  afterAll(async () => {
    for (const campus of opened) await campus.close()
  })
  const firstRows = async (lms: OpenLms): Promise<number[]> => {
    const plans = plansOf(lms)
    const { database } = lms
    return [
      (await readPage(database, plans.people(), 'p', page, {})).rows.length,
      (await readPage(database, plans.enrollments(), 'e', page, {})).rows.length,
      (await readPage(database, plans.withdrawals(), 'w', page, {})).rows.length,
      (await readPage(database, plans.refunds(), 'r', page, {})).rows.length,
    ]
  }
  const rows = [100, 100, expect.any(Number), expect.any(Number)]

  it('in a schema of another name', async () => {
    const lms = await open('postgres15', `create schema campus; set search_path = campus;\n${postgresBlueprint()}\n${inserts('"')}`)
    expect(lms.recognition.entities.people?.table.schema).toBe('campus')
    expect(await firstRows(lms)).toEqual(rows)
  })

  it('with names of mixed case, on PostgreSQL', async () => {
    const renamed = `${postgresBlueprint()}\n${inserts('"')}
      alter table users rename to "Users"; alter table withdrawals rename to "Withdrawals"; alter table refunds rename to "Refunds";
      alter table "Users" rename column full_name to "fullName"; alter table "Withdrawals" rename column requested_at to "requestedAt";
      alter table "Refunds" rename column amount_cents to "amountCents";`
    const lms = await open('postgres15', renamed)
    expect(lms.recognition.missing).toEqual([])
    expect(await firstRows(lms)).toEqual(rows)
  })

  it('with names of mixed case and text keys, on MariaDB', async () => {
    const renamed = `${mysqlTables}\n${inserts('`')}
      alter table users rename to \`LMS_Users\`; alter table withdrawals change requested_at \`RequestedAt\` datetime not null;
      alter table withdrawals modify user_id varchar(20);`
    const lms = await open('mariadb', renamed)
    expect(lms.recognition.entities.people?.table.name.toLowerCase()).toBe('lms_users')
    expect(await firstRows(lms)).toEqual(rows)
  })

  it('without refunds: withdrawals are still shown, and the list of refunds says what is missing', async () => {
    const lms = await open('postgres18', `${postgresBlueprint()}\n${inserts('"')}\ndrop table refunds;`)
    const plans = plansOf(lms)
    const { rows } = await readPage(lms.database, plans.withdrawals(), 'w', page, {})
    expect(rows.length).toBeGreaterThan(20)
    expect(plans.withdrawals().absent).toEqual(['refundCents', 'refundApprovedAt', 'refundRemittedAt', 'remittedLateDays'])
    expect(() => plans.refunds()).toThrowError(expect.objectContaining({ code: 'lms.absent' }))
  })

  it('with times that are no dates: infinity is no deadline', async () => {
    const lms = await open(
      'postgres15',
      `${postgresBlueprint()}\n${inserts('"')}\nupdate withdrawals set requested_at = 'infinity' where id = 1; update refunds set remitted_at = 'infinity' where id = 2;`,
    )
    const { withdrawal } = await readWithdrawal(lms, '1', {})
    expect(withdrawal).toMatchObject({ requestedAt: 'infinity', deadline: null })
    for (const column of ['deadline', 'remittedLateDays', 'requestedAt']) {
      const first = await readPage(lms.database, plansOf(lms).withdrawals(), 'w', { sort: [{ column, direction: 'desc' }], limit: 1 }, {})
      const second = await readPage(
        lms.database,
        plansOf(lms).withdrawals(),
        'w',
        { sort: [{ column, direction: 'desc' }], limit: 1, after: first.next ?? '' },
        {},
      )
      expect(second.rows).toHaveLength(1)
    }
  })
})
