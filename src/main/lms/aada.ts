import type { ValueKind } from '#contract/values.ts'
import type { AdapterPlan, FieldPlan } from './adapter.ts'

const key: readonly ValueKind[] = ['integer', 'uuid', 'text']
const words: readonly ValueKind[] = ['text']
const choice: readonly ValueKind[] = ['enum', 'text']
// SQLite's times are text however they are declared.
const time: readonly ValueKind[] = ['timestamp', 'date', 'text']
const whole: readonly ValueKind[] = ['integer', 'decimal']
const share: readonly ValueKind[] = ['integer', 'decimal', 'float']

const field = (kinds: readonly ValueKind[], documented: string | null, ...synonyms: string[]): FieldPlan => ({
  documented,
  synonyms,
  kinds,
})
const person = field(key, 'user_id', 'student_id', 'person_id', 'learner_id')
const program = field(key, 'program_id', 'program_uuid')
const id = field(key, 'id', 'uuid')

/**
 * The LMS of seed 002, as documented and as deployed: with UUID keys, several schemas, first and last names that are
 * encrypted, roles in a join table, money in a ledger. Synonyms are names seen for the same thing, never for something like it:
 * an `amount` that may be dollars is not an `amount_cents`.
 */
export const aada: AdapterPlan = {
  id: 'aada',
  title: 'AADA LMS',
  needs: [['people'], ['enrollments', 'withdrawals'], ['programs', 'withdrawals']],
  least: 9,
  entities: [
    {
      entity: 'people',
      documented: 'users',
      synonyms: ['user', 'people', 'persons', 'students', 'accounts'],
      group: 'People',
      weight: 2,
      required: [['id'], ['email', 'name', 'givenName', 'familyName']],
      fields: {
        id: field(key, 'id', 'uuid', 'user_id'),
        email: { ...field(words, 'email', 'email_address', 'e_mail', 'mail', 'login'), personal: true },
        name: { ...field(words, 'full_name', 'name', 'display_name', 'legal_name'), personal: true, instead: ['givenName', 'familyName'] },
        givenName: { ...field(words, null, 'first_name', 'given_name', 'forename'), personal: true },
        familyName: { ...field(words, null, 'last_name', 'family_name', 'surname'), personal: true },
        role: field(choice, 'role', 'user_role', 'role_name'),
        createdAt: field(time, 'created_at', 'created', 'date_joined', 'registered_at'),
        deletedAt: field(time, 'deleted_at', 'removed_at', 'archived_at'),
      },
    },
    {
      entity: 'programs',
      documented: 'programs',
      synonyms: ['program', 'study_programs', 'academic_programs'],
      group: 'Study',
      weight: 2,
      required: [['id'], ['name']],
      fields: {
        id,
        name: field(words, 'name', 'title', 'program_name'),
        totalCredits: field(share, 'total_credits', 'credits', 'credit_hours'),
        weeks: field(whole, 'duration_weeks', 'weeks', 'length_weeks'),
        tuitionCents: field(whole, 'tuition_amount_cents', 'tuition_cents', 'tuition_in_cents'),
      },
    },
    {
      entity: 'modules',
      documented: 'modules',
      synonyms: ['module', 'program_modules'],
      group: 'Study',
      weight: 1,
      required: [['programId']],
      fields: { id, programId: program },
    },
    {
      entity: 'lessons',
      documented: 'lessons',
      synonyms: ['lesson', 'module_lessons'],
      group: 'Study',
      weight: 1,
      required: [['moduleId']],
      fields: { id, moduleId: field(key, 'module_id') },
    },
    {
      entity: 'enrollments',
      documented: 'enrollments',
      synonyms: ['enrollment', 'enrolments', 'enrolment', 'registrations', 'program_enrollments', 'student_programs'],
      group: 'Study',
      weight: 3,
      required: [['id'], ['personId'], ['programId']],
      fields: {
        id,
        personId: person,
        programId: program,
        status: field(choice, 'status', 'enrollment_status', 'state'),
        enrolledAt: field(time, 'enrolled_at', 'start_date', 'started_at', 'enrolled_on', 'enrollment_date', 'date_enrolled'),
        completedAt: field(time, 'completed_at', 'completion_date', 'completed_on', 'graduated_at', 'date_completed'),
        progress: field(share, 'progress_pct', 'progress_percent', 'progress_percentage', 'percent_complete', 'completion_pct', 'progress'),
      },
    },
    {
      entity: 'attendance',
      documented: 'attendance',
      synonyms: ['attendances', 'attendance_logs', 'attendance_log', 'attendance_records', 'attendance_sessions'],
      group: 'Study',
      weight: 1,
      required: [['personId', 'enrollmentId'], ['clockIn']],
      fields: {
        personId: person,
        enrollmentId: field(key, 'enrollment_id', 'enrolment_id'),
        clockIn: field(time, 'clock_in', 'started_at', 'check_in', 'clocked_in_at', 'clock_in_at', 'session_start', 'start_time'),
        clockOut: field(time, 'clock_out', 'ended_at', 'check_out', 'clocked_out_at', 'clock_out_at', 'session_end', 'end_time'),
        minutes: field(whole, 'total_minutes', 'minutes', 'duration_minutes', 'minutes_attended'),
      },
    },
    {
      entity: 'transcripts',
      documented: 'transcripts',
      synonyms: ['transcript', 'student_transcripts'],
      group: 'Study',
      weight: 1,
      required: [['personId'], ['gpa', 'generatedAt']],
      fields: {
        personId: person,
        gpa: field(share, 'gpa', 'grade_point_average'),
        generatedAt: field(time, 'generated_at', 'issued_at', 'created_at'),
      },
    },
    {
      entity: 'credentials',
      documented: 'credentials',
      synonyms: ['credential', 'certificates', 'student_credentials'],
      group: 'Study',
      weight: 1,
      required: [['personId'], ['type', 'serial']],
      fields: {
        personId: person,
        type: field(choice, 'credential_type', 'type', 'credential_name'),
        serial: field(words, 'cert_serial', 'serial', 'certificate_number', 'serial_number'),
        issuedAt: field(time, 'issued_at', 'issued_on', 'issue_date'),
      },
    },
    {
      entity: 'externships',
      documented: 'externships',
      synonyms: ['externship', 'externship_placements', 'internships'],
      group: 'Study',
      weight: 2,
      required: [['personId'], ['site', 'hours']],
      fields: {
        personId: person,
        site: field(words, 'site_name', 'site', 'facility', 'facility_name', 'employer'),
        hours: field(whole, 'total_hours', 'hours', 'hours_completed'),
        verified: field(['boolean', 'integer'], 'verified', 'is_verified'),
      },
    },
    {
      entity: 'withdrawals',
      documented: 'withdrawals',
      synonyms: ['withdrawal', 'withdrawal_requests', 'student_withdrawals', 'enrollment_withdrawals'],
      group: 'Money',
      weight: 3,
      required: [['id'], ['personId', 'enrollmentId'], ['requestedAt', 'processedAt', 'progress']],
      fields: {
        id,
        personId: person,
        enrollmentId: field(key, 'enrollment_id', 'enrolment_id'),
        requestedAt: field(time, 'requested_at', 'request_date', 'requested_on', 'submitted_at', 'withdrawal_date'),
        progress: field(
          share,
          'progress_pct_at_withdrawal',
          'progress_at_withdrawal',
          'progress_pct',
          'progress_percent',
          'completion_pct',
        ),
        reason: field(words, 'reason', 'withdrawal_reason'),
        notes: field(words, 'admin_notes', 'notes', 'registrar_notes', 'staff_notes'),
        processedAt: field(time, 'admin_processed_at', 'processed_at', 'processed_on', 'determined_at', 'determination_date'),
      },
    },
    {
      entity: 'refunds',
      documented: 'refunds',
      synonyms: ['refund', 'withdrawal_refunds', 'student_refunds'],
      group: 'Money',
      weight: 2,
      required: [['id'], ['withdrawalId'], ['amountCents']],
      fields: {
        id,
        withdrawalId: field(key, 'withdrawal_id', 'withdrawal_request_id'),
        amountCents: field(whole, 'amount_cents', 'refund_amount_cents', 'refund_cents', 'amount_in_cents'),
        policyBasis: field(words, 'policy_basis', 'policy', 'basis', 'policy_reference'),
        approvedAt: field(time, 'approved_at', 'approved_on', 'approval_date'),
        approvedBy: field(key, 'approved_by', 'approver_id', 'approved_by_id', 'approved_by_user_id'),
        remittedAt: field(time, 'remitted_at', 'remitted_on', 'paid_at', 'remittance_date', 'sent_at'),
      },
    },
    {
      entity: 'scorm',
      documented: 'scorm_data',
      synonyms: ['scorm_records'],
      group: 'Study',
      weight: 1,
      required: [['personId']],
      fields: { personId: person },
    },
    {
      entity: 'xapi',
      documented: 'xapi_statements',
      synonyms: ['xapi_statement'],
      group: 'Study',
      weight: 1,
      required: [['verb']],
      fields: { personId: person, verb: field(words, 'verb', 'verb_id') },
    },
    {
      entity: 'personRoles',
      documented: null,
      synonyms: ['user_roles', 'users_roles', 'user_role', 'role_user', 'role_assignments', 'person_roles'],
      group: 'People',
      weight: 0,
      required: [['personId'], ['roleId', 'role']],
      fields: {
        personId: person,
        roleId: field(key, null, 'role_id', 'role_uuid'),
        role: field(choice, null, 'role', 'role_name', 'role_code'),
      },
    },
    {
      entity: 'roles',
      documented: null,
      synonyms: ['roles', 'role'],
      group: 'People',
      weight: 0,
      required: [['id'], ['name']],
      fields: { id, name: field(choice, null, 'name', 'code', 'role', 'role_name', 'title') },
    },
    {
      // Charges, payments and refunds in one table. Deployments differ in the sign of a payment, so nothing is summed from it.
      entity: 'ledger',
      documented: null,
      synonyms: ['financial_ledger', 'ledger', 'student_ledger', 'ledger_entries', 'financial_ledgers'],
      group: 'Money',
      weight: 0,
      required: [['amountCents'], ['lineType']],
      fields: {
        personId: person,
        amountCents: field(whole, null, 'amount_cents', 'amount_in_cents'),
        lineType: field(choice, null, 'line_type', 'entry_type', 'type', 'kind'),
      },
    },
  ],
}
