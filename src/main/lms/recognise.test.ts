import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { ValueKind } from '#contract/values.ts'
import type { CatalogTable } from '../engines/index.ts'
import { groupOf } from './groups.ts'
import { recognise } from './recognise.ts'

const table = (name: string, columns: Readonly<Record<string, ValueKind>>, schema: string | null = 'public'): CatalogTable => ({
  schema,
  name,
  kind: 'table',
  columns: Object.entries(columns).map(([column, kind], index) => ({
    name: column,
    type: kind,
    kind,
    nullable: index > 0,
    keyPosition: index === 0 ? 1 : null,
  })),
})

const i = 'integer'
const t = 'text'
const s = 'timestamp'

const documented = (): Record<string, Record<string, ValueKind>> => ({
  users: { id: i, email: t, hashed_password: t, full_name: t, role: 'enum', created_at: s, updated_at: s, deleted_at: s },
  programs: { id: i, name: t, description: t, total_credits: 'decimal', duration_weeks: i, tuition_amount_cents: i, created_at: s },
  modules: { id: i, program_id: i, name: t, order_num: i },
  lessons: { id: i, module_id: i, title: t, content_type: 'enum', order_num: i },
  enrollments: { id: i, user_id: i, program_id: i, status: 'enum', enrolled_at: 'date', completed_at: 'date', progress_pct: i },
  attendance: { id: i, user_id: i, enrollment_id: i, clock_in: s, clock_out: s, total_minutes: i },
  transcripts: { id: i, user_id: i, program_id: i, gpa: 'decimal', generated_at: s },
  credentials: { id: i, user_id: i, program_id: i, credential_type: t, cert_serial: t, issued_at: 'date' },
  externships: { id: i, user_id: i, site_name: t, total_hours: i, verified: 'boolean' },
  withdrawals: {
    id: i,
    user_id: i,
    enrollment_id: i,
    requested_at: s,
    progress_pct_at_withdrawal: i,
    reason: t,
    admin_notes: t,
    admin_processed_at: s,
  },
  refunds: { id: i, withdrawal_id: i, amount_cents: i, policy_basis: t, approved_at: s, approved_by: i, remitted_at: s },
  scorm_data: { id: i, user_id: i, lesson_id: i },
  xapi_statements: { id: i, user_id: i, verb: t, timestamp: s },
})

const catalog = (schema: Record<string, Record<string, ValueKind>>, name: string | null = 'public'): CatalogTable[] =>
  Object.entries(schema).map(([tableName, columns]) => table(tableName, columns, name))

const changed = (change: (schema: ReturnType<typeof documented>) => void): CatalogTable[] => {
  const schema = documented()
  change(schema)
  return catalog(schema)
}

describe('the documented schema', () => {
  it('is recognised with nothing missing, under any schema name', () => {
    for (const name of ['public', 'campus', null]) {
      expect(recognise(catalog(documented(), name))).toMatchObject({ adapter: 'aada', missing: [] })
    }
  })

  it('puts its tables into groups, and strangers under Other', () => {
    const recognition = recognise([...catalog(documented()), table('alembic_version', { version_num: t })])
    const group = (name: string) => groupOf(recognition, { schema: 'public', name })
    expect([group('refunds'), group('attendance'), group('users'), group('alembic_version')]).toEqual(['Money', 'Study', 'People', 'Other'])
    expect(groupOf(null, { schema: null, name: 'users' })).toBeNull()
  })
})

describe('a schema that is close but not the same', () => {
  it('is recognised with extra columns and tables', () => {
    const tables = changed((schema) => {
      Object.assign(schema['withdrawals'] ?? {}, { source: t, locale: t })
      schema['audit_events'] = { id: i, user_id: i }
    })
    expect(recognise(tables)?.missing).toEqual([])
  })

  it('names a missing column as the document does', () => {
    const tables = changed((schema) => delete schema['withdrawals']?.['admin_notes'])
    expect(recognise(tables)?.missing).toEqual(['withdrawals.admin_notes'])
  })

  it('names a missing table', () => {
    expect(recognise(changed((schema) => delete schema['refunds']))?.missing).toEqual(['refunds'])
  })

  it('finds a renamed column and does not call it missing', () => {
    const tables = changed((schema) => {
      schema['enrollments'] = { id: i, user_id: i, program_id: i, status: t, start_date: 'date', completed_at: 'date', progress_pct: i }
    })
    const recognition = recognise(tables)
    expect(recognition?.missing).toEqual([])
    expect(recognition?.entities.enrollments?.fields['enrolledAt']).toMatchObject({ column: 'start_date' })
  })

  it('does not believe a column whose type is of another class', () => {
    const tables = changed((schema) => {
      schema['refunds'] = { ...schema['refunds'], amount_cents: 'json' }
    })
    expect(recognise(tables)?.missing).toEqual(['refunds'])
  })

  it('does not take an amount that may be dollars for cents', () => {
    const tables = changed((schema) => {
      schema['refunds'] = { id: i, withdrawal_id: i, amount: 'decimal', approved_at: s }
    })
    expect(recognise(tables)?.missing).toEqual(['refunds'])
  })

  it('is recognised with names of mixed case', () => {
    const schema = Object.fromEntries(
      Object.entries(documented()).map(([name, columns]) => [
        name.charAt(0).toUpperCase() + name.slice(1),
        Object.fromEntries(
          Object.entries(columns).map(([column, kind]) => [
            column.replaceAll(/_([a-z])/g, (_, letter: string) => letter.toUpperCase()),
            kind,
          ]),
        ),
      ]),
    )
    const recognition = recognise(catalog(schema))
    expect(recognition?.missing).toEqual([])
    expect(recognition?.entities.withdrawals).toMatchObject({
      table: { name: 'Withdrawals' },
      fields: { requestedAt: { column: 'requestedAt' } },
    })
  })

  it('is recognised behind a prefix, and prefers the schema that holds more of it', () => {
    const prefixed = Object.fromEntries(Object.entries(documented()).map(([name, columns]) => [`lms_${name}`, columns]))
    expect(recognise(catalog(prefixed))?.missing).toEqual([])
    const archived = [table('users', documented()['users'] ?? {}, 'archive'), ...catalog(documented(), 'campus')]
    expect(recognise(archived)?.entities.people?.table.schema).toBe('campus')
  })

  it('never maps a view where the table behind it is there', () => {
    const view: CatalogTable = { ...table('users', documented()['users'] ?? {}, 'aaa'), kind: 'view' }
    expect(recognise([view, ...catalog(documented())])?.entities.people?.table.schema).toBe('public')
  })
})

const deployed = (): CatalogTable[] => [
  table('users', { id: 'uuid', email: t, first_name: 'bytes', last_name_encrypted: t, status: t, created_at: s }),
  table('roles', { id: 'uuid', name: t }),
  table('user_roles', { user_id: 'uuid', role_id: 'uuid' }),
  table('programs', { id: 'uuid', code: t, name: t, credential_level: t, total_clock_hours: i }),
  table('modules', { id: 'uuid', program_id: 'uuid' }),
  table('module_progress', { id: 'uuid', enrollment_id: 'uuid', module_id: 'uuid', progress_pct: i }),
  table('enrollments', { id: 'uuid', user_id: 'uuid', program_id: 'uuid', start_date: 'date', expected_end_date: 'date', status: t }),
  table('attendance_logs', { id: 'uuid', user_id: 'uuid', started_at: s, ended_at: s, session_type: t }, 'compliance'),
  table(
    'withdrawals',
    { id: 'uuid', enrollment_id: 'uuid', requested_at: s, admin_processed_at: s, reason: t, progress_pct_at_withdrawal: 'decimal' },
    'compliance',
  ),
  table('refunds', { id: 'uuid', withdrawal_id: 'uuid', amount_cents: i, policy_basis: t, approved_at: s, remitted_at: s }, 'compliance'),
  table('financial_ledger', { id: 'uuid', user_id: 'uuid', line_type: t, amount_cents: i }, 'compliance'),
  table('externships', { id: 'uuid', user_id: 'uuid', site_name: t, total_hours: i }, 'compliance'),
]

describe('the schema as deployed', () => {
  it('is recognised over several schemas, with roles in a join table and what is missing named', () => {
    const recognition = recognise(deployed())
    expect(recognition?.entities.withdrawals?.table).toEqual({ schema: 'compliance', name: 'withdrawals' })
    expect(recognition?.entities.attendance?.fields['clockIn']?.column).toBe('started_at')
    expect(recognition?.entities.personRoles).toBeDefined()
    expect(recognition?.entities.ledger).toBeDefined()
    expect(recognition?.missing).toEqual([
      'users.full_name',
      'users.deleted_at',
      'programs.total_credits',
      'programs.duration_weeks',
      'programs.tuition_amount_cents',
      'lessons',
      'enrollments.completed_at',
      'enrollments.progress_pct',
      'attendance.enrollment_id',
      'attendance.total_minutes',
      'transcripts',
      'credentials',
      'externships.verified',
      'withdrawals.user_id',
      'withdrawals.admin_notes',
      'refunds.approved_by',
      'scorm_data',
      'xapi_statements',
    ])
  })

  it('knows encrypted names as encrypted and maps none of them', () => {
    const people = recognise(deployed())?.entities.people
    expect(people?.encrypted).toEqual(['givenName', 'familyName'])
    expect(people?.fields['givenName']).toBeUndefined()
  })
})

describe('a schema of something else', () => {
  it('is not recognised: a music shop', () => {
    const chinook = [
      table('Album', { AlbumId: i, Title: t, ArtistId: i }),
      table('Artist', { ArtistId: i, Name: t }),
      table('Customer', { CustomerId: i, FirstName: t, LastName: t, Email: t }),
      table('Employee', { EmployeeId: i, FirstName: t, LastName: t, Email: t }),
      table('Invoice', { InvoiceId: i, CustomerId: i, Total: 'decimal' }),
    ]
    expect(recognise(chinook)).toBeNull()
  })

  it('is not recognised: a bank with users, withdrawals and refunds', () => {
    const bank = [
      table('users', { id: i, email: t, full_name: t, role: t, created_at: s }),
      table('withdrawals', { id: i, user_id: i, requested_at: s, processed_at: s, amount_cents: i }),
      table('refunds', { id: i, order_id: i, amount_cents: i }),
      table('roles', { id: i, name: t }),
    ]
    expect(recognise(bank)).toBeNull()
  })

  it('is not recognised: a university that enrolls in courses', () => {
    const university = [
      table('students', { id: i, email: t, name: t }),
      table('courses', { id: i, title: t }),
      table('enrollments', { id: i, student_id: i, course_id: i, status: t, enrolled_at: s }),
      table('attendance', { id: i, student_id: i, check_in: s }),
      table('transcripts', { id: i, student_id: i, gpa: 'decimal' }),
    ]
    expect(recognise(university)).toBeNull()
  })

  it('is not recognised: nothing at all, and whatever chance makes of names', () => {
    expect(recognise([])).toBeNull()
    const word = fc.constantFrom(
      'users',
      'orders',
      'id',
      'name',
      'email',
      'status',
      'created_at',
      'user_id',
      'programs',
      'refunds',
      'notes',
      'modules',
    )
    const column = fc.tuple(word, fc.constantFrom<ValueKind>('integer', 'text', 'timestamp', 'bytes'))
    const tables = fc.array(
      fc.tuple(word, fc.array(column, { maxLength: 8 })).map(([name, columns]) => table(name, Object.fromEntries(columns))),
      { maxLength: 12 },
    )
    fc.assert(fc.property(tables, (random) => recognise(random) === null))
  })
})
