/** What a row of the demo may hold, as SQLite takes it. */
export type DemoValue = string | number | null

/** The tables a campus fills, with their columns after `id`, in the order they must be written. */
export const campusTables = {
  users: ['email', 'hashed_password', 'full_name', 'role', 'created_at', 'updated_at', 'deleted_at'],
  programs: ['name', 'description', 'total_credits', 'duration_weeks', 'tuition_amount_cents', 'created_at', 'updated_at'],
  modules: ['program_id', 'name', 'order_num', 'created_at'],
  lessons: ['module_id', 'title', 'content_type', 'content_url', 'order_num', 'created_at'],
  enrollments: ['user_id', 'program_id', 'status', 'enrolled_at', 'completed_at', 'progress_pct', 'created_at'],
  attendance: ['user_id', 'enrollment_id', 'clock_in', 'clock_out', 'notes', 'created_at'],
  transcripts: ['user_id', 'program_id', 'gpa', 'total_credits', 'generated_at', 'pdf_url', 'created_at'],
  credentials: ['user_id', 'program_id', 'credential_type', 'cert_serial', 'issued_at', 'created_at'],
  externships: ['user_id', 'site_name', 'supervisor_name', 'supervisor_email', 'total_hours', 'verified', 'verified_at', 'created_at'],
  withdrawals: [
    'user_id',
    'enrollment_id',
    'requested_at',
    'progress_pct_at_withdrawal',
    'reason',
    'admin_notes',
    'admin_processed_at',
    'created_at',
  ],
  refunds: ['withdrawal_id', 'amount_cents', 'policy_basis', 'approved_at', 'approved_by', 'remitted_at', 'created_at'],
  scorm_data: ['user_id', 'lesson_id', 'cmi_core_lesson_status', 'cmi_core_score_raw', 'cmi_core_score_max', 'updated_at'],
  xapi_statements: ['user_id', 'verb', 'object_id', 'result', 'timestamp', 'created_at'],
} as const satisfies Record<string, readonly string[]>
export type CampusTable = keyof typeof campusTables

/** A campus as rows, before it is a file. */
export class CampusRows {
  readonly #rows = new Map<CampusTable, DemoValue[][]>()

  /** Adds a row and returns its id. Columns left out are null. */
  add<Table extends CampusTable>(table: Table, values: Partial<Record<(typeof campusTables)[Table][number], DemoValue>>): number {
    const rows = this.of(table)
    const columns: readonly (typeof campusTables)[Table][number][] = campusTables[table]
    rows.push([rows.length + 1, ...columns.map((column) => values[column] ?? null)])
    return rows.length
  }

  of(table: CampusTable): DemoValue[][] {
    const rows = this.#rows.get(table) ?? []
    this.#rows.set(table, rows)
    return rows
  }
}
