import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { Withdrawal } from '../../src/contract/registrar.ts'
import { countList } from '../../src/main/capabilities/registrar/counts.ts'
import { today } from '../../src/main/capabilities/registrar/deadlines.ts'
import type { ListPlan } from '../../src/main/capabilities/registrar/list-plan.ts'
import { readPerson, readWithdrawal } from '../../src/main/capabilities/registrar/one-record.ts'
import { type PageRequest, readPage } from '../../src/main/capabilities/registrar/read-list.ts'
import { type OpenLms, plansOf } from '../../src/main/capabilities/registrar/registrar-lists.ts'
import { withdrawalSummary } from '../../src/main/capabilities/registrar/withdrawal-summary.ts'
import { Places, recognise } from '../../src/main/lms/index.ts'
import { clock, type OpenCampus, openCampuses, rowsOf } from './lms-kit.ts'
import { derived } from './registrar-derivation.ts'

const lmsOf = async ({ database, title }: OpenCampus): Promise<OpenLms> => {
  const recognition = recognise(await database.catalog())
  if (recognition === null) throw new Error('The campus is not recognised.')
  return { database, label: title, recognition, places: new Places(database.engine, recognition), on: today(clock) }
}

/** Every row of a list, page by page. */
const readAll = async <Row>(lms: OpenLms, plan: ListPlan<Row>, request: Partial<PageRequest> = {}): Promise<Row[]> => {
  const rows: Row[] = []
  let after: string | undefined
  do {
    const page = await readPage(lms.database, plan, 'list', { sort: [], limit: 37, ...request, after }, {})
    rows.push(...page.rows)
    after = page.next ?? undefined
  } while (after !== undefined)
  return rows
}

describe.each(['sqlite', 'postgres15', 'postgres18', 'mariadb'] as const)('the registrar on %s', (engine) => {
  let campus: OpenCampus
  let lms: OpenLms
  beforeAll(async () => {
    campus = await openCampuses[engine]()
    lms = await lmsOf(campus)
  })
  afterAll(() => campus?.close())
  const withdrawals = (request: Partial<PageRequest> = {}): Promise<Withdrawal[]> => readAll(lms, plansOf(lms).withdrawals(), request)

  it('derives the state, contradictions, deadline and lateness of every withdrawal as the rules say', async () => {
    const rows = await withdrawals({ sort: [{ column: 'id', direction: 'asc' }] })
    const shown = rows.map(({ id, state, inconsistencies, deadline, remittedLateDays }) => ({
      id,
      state,
      inconsistencies,
      deadline: deadline?.deadline ?? null,
      daysLeft: deadline?.daysLeft ?? null,
      lateDays: remittedLateDays,
    }))
    expect(shown).toEqual(derived)
    expect(new Set(rows.map(({ state }) => state)).size).toBe(7)
    expect(new Set(rows.flatMap(({ inconsistencies }) => inconsistencies)).size).toBe(10)
  })

  it('shows the last attendance, the candidates and the person, deleted or not', async () => {
    const deleted = (await withdrawals()).filter(({ personDeleted }) => personDeleted)
    expect(deleted.length).toBeGreaterThanOrEqual(2)
    expect(deleted.every(({ personName }) => personName !== null)).toBe(true)
    const whole = (await withdrawals()).find(({ candidates }) => candidates.length === 3)
    expect(whole?.candidates.map(({ anchor }) => anchor)).toEqual(['last-attended', 'in-writing', 'determined'])
  })

  it('counts and filters by state and by the words for the deadline, alike', async () => {
    const { total, byStatus } = await countList(lms, 'withdrawals', undefined, {})
    expect(total).toBe(derived.length)
    const owed = derived.filter(({ daysLeft }) => daysLeft !== null)
    expect(byStatus).toMatchObject({
      open: owed.length,
      overdue: owed.filter(({ daysLeft }) => Number(daysLeft) < 0).length,
      'due-14': owed.filter(({ daysLeft }) => Number(daysLeft) >= 0 && Number(daysLeft) <= 14).length,
      'needs-approval': derived.filter(({ state }) => state === 'refund-drafted').length,
      inconsistent: derived.filter(({ state }) => state === 'inconsistent').length,
    })
    for (const [status, number] of Object.entries(byStatus))
      expect([status, (await withdrawals({ status })).length]).toEqual([status, number])
    await expect(withdrawals({ status: 'lost' })).rejects.toMatchObject({ code: 'filter.invalid' })
  })

  it('sums them up with one dot per open case, soonest first', async () => {
    const summary = await withdrawalSummary(lms, {})
    const owed = derived.filter(({ daysLeft }) => daysLeft !== null)
    expect(summary).toMatchObject({ total: derived.length, open: owed.length, mapping: { adapter: 'aada', absent: [] } })
    expect(summary.line.map(({ daysLeft }) => daysLeft)).toEqual(owed.map(({ daysLeft }) => Number(daysLeft)).sort((a, b) => a - b))
    expect(summary.line.some(({ decided }) => decided)).toBe(true)
  })

  it('pages by key in every order without losing or repeating a row, null last', async () => {
    const all = plansOf(lms)
    for (const [plan, table] of [
      [all.people(), 'users'],
      [all.enrollments(), 'enrollments'],
      [all.withdrawals(), 'withdrawals'],
      [all.refunds(), 'refunds'],
    ] as const) {
      const expected = rowsOf(table)
        .map((row) => String(row['id']))
        .sort()
      for (const column of Object.keys(plan.sorts)) {
        for (const direction of ['asc', 'desc'] as const) {
          // A plan's rows differ by list; all of them have an id.
          const rows = await readAll(lms, plan as ListPlan<{ id: string }>, { sort: [{ column, direction }] })
          expect([column, direction, rows.map(({ id }) => id).sort()]).toEqual([column, direction, expected])
        }
      }
    }
  })

  it('sorts by the deadline, soonest first, and what owes nothing last', async () => {
    const days = (await withdrawals()).map(({ deadline }) => deadline?.daysLeft ?? Number.POSITIVE_INFINITY)
    expect(days).toEqual(days.toSorted((a, b) => a - b))
    const late = (await withdrawals({ sort: [{ column: 'remittedLateDays', direction: 'desc' }] })).map(
      ({ remittedLateDays }) => remittedLateDays ?? -1,
    )
    expect(late).toEqual(late.toSorted((a, b) => b - a))
    expect(late[0]).toBeGreaterThan(1)
  })

  it('finds people by parts of the name in any order, by e-mail and by id, whatever the case', async () => {
    const [someone] = rowsOf('users').filter(({ role }) => role === 'student')
    const [given = '', family = ''] = String(someone?.['full_name']).split(' ')
    const plan = plansOf(lms).people()
    for (const search of [
      `${family} ${given}`,
      `${given.toUpperCase()}`,
      String(someone?.['email']).toUpperCase(),
      String(someone?.['id']),
    ]) {
      const found = await readAll(lms, plan, { search })
      expect(found.map(({ id }) => id)).toContain(String(someone?.['id']))
    }
    expect(await readAll(lms, plan, { search: "' or 1=1 --" })).toEqual([])
    const accented = rowsOf('users').find((row) => /[^ -~]/.test(String(row['full_name']).split(' ')[0] ?? ''))
    const [first = ''] = String(accented?.['full_name']).split(' ')
    expect((await readAll(lms, plan, { search: first.toLowerCase() })).map(({ id }) => id)).toContain(String(accented?.['id']))
  })

  it('takes wildcards in a search for what they are', async () => {
    const plan = plansOf(lms).people()
    for (const search of ['%', '_', '!', '\\', '"', "'"]) {
      const expected = rowsOf('users').filter((row) => `${row['full_name']} ${row['email']}`.includes(search))
      expect([search, (await readAll(lms, plan, { search })).length]).toEqual([search, expected.length])
    }
  })

  it('filters people by role and deletion, and enrollments by their status as stored', async () => {
    const users = rowsOf('users')
    const counts = await countList(lms, 'people', undefined, {})
    expect(counts).toEqual({
      total: users.length,
      byStatus: {
        active: users.filter((row) => row['deleted_at'] === null).length,
        deleted: users.filter((row) => row['deleted_at'] !== null).length,
        student: users.filter((row) => row['role'] === 'student').length,
        instructor: users.filter((row) => row['role'] === 'instructor').length,
        admin: users.filter((row) => row['role'] === 'admin').length,
      },
    })
    for (const [status, number] of Object.entries(counts.byStatus)) {
      expect([status, (await readAll(lms, plansOf(lms).people(), { status })).length]).toEqual([status, number])
    }
    const enrollments = await countList(lms, 'enrollments', undefined, {})
    for (const [status, number] of Object.entries(enrollments.byStatus)) {
      expect([status, (await readAll(lms, plansOf(lms).enrollments(), { status })).length]).toEqual([status, number])
    }
  })

  it('refuses an unknown column and a cursor that is not its own', async () => {
    const plan = plansOf(lms).people()
    const first = await readPage(lms.database, plan, 'people', { sort: [], limit: 5 }, {})
    const next = first.next ?? ''
    const read = (request: Partial<PageRequest>) => readPage(lms.database, plan, 'people', { sort: [], limit: 5, ...request }, {})
    await expect(read({ sort: [{ column: 'hashed_password', direction: 'asc' }] })).rejects.toMatchObject({ code: 'column.unknown' })
    await expect(read({ sort: [{ column: '__proto__', direction: 'asc' }] })).rejects.toMatchObject({ code: 'column.unknown' })
    for (const after of ['x', '', 'eyJhIjoxfQ', `${next}x`, Buffer.from('{"values":1}').toString('base64url')]) {
      await expect(read({ after })).rejects.toMatchObject({ code: 'cursor.invalid' })
    }
    await expect(read({ after: next, search: 'other' })).rejects.toMatchObject({ code: 'cursor.invalid' })
    await expect(read({ after: next, sort: [{ column: 'email', direction: 'asc' }] })).rejects.toMatchObject({ code: 'cursor.invalid' })
    const altered = { ...JSON.parse(Buffer.from(next, 'base64url').toString()), id: 'drop table' }
    await expect(read({ after: Buffer.from(JSON.stringify(altered)).toString('base64url') })).rejects.toMatchObject({
      code: 'cursor.invalid',
    })
  })

  it('tells all of a withdrawal: its refunds, the minutes attended and the tuition', async () => {
    const twice = derived.find(({ inconsistencies }) => inconsistencies.includes('Two or more refunds for one withdrawal'))
    const record = await readWithdrawal(lms, twice?.id ?? '', {})
    const stored = rowsOf('withdrawals').find((row) => String(row['id']) === twice?.id)
    const enrollment = rowsOf('enrollments').find((row) => row['id'] === stored?.['enrollment_id'])
    const program = rowsOf('programs').find((row) => row['id'] === enrollment?.['program_id'])
    const minutes = rowsOf('attendance')
      .filter((row) => row['enrollment_id'] === enrollment?.['id'] && row['clock_out'] !== null)
      .reduce((sum, row) => sum + (Date.parse(`${row['clock_out']}Z`) - Date.parse(`${row['clock_in']}Z`)) / 60_000, 0)
    expect(record).toMatchObject({ attendanceMinutes: minutes, tuitionCents: program?.['tuition_amount_cents'] })
    expect(record.refunds).toHaveLength(2)
    expect(record.refunds.every(({ state, inconsistencies }) => state === 'inconsistent' && inconsistencies.length > 0)).toBe(true)
    for (const id of ['0', 'x', '1; drop table refunds', '99999999']) {
      await expect(readWithdrawal(lms, id, {})).rejects.toMatchObject({ code: 'record.unknown' })
    }
  })

  it('tells all of a person: enrollments and withdrawals', async () => {
    const stored = rowsOf('withdrawals')[0]
    const record = await readPerson(lms, String(stored?.['user_id']), {})
    expect(record.person).toMatchObject({ id: String(stored?.['user_id']), roles: ['student'], enrollments: 1 })
    expect(record.enrollments).toHaveLength(1)
    expect(record.withdrawals.map(({ id }) => id)).toEqual([String(stored?.['id'])])
  })
})
