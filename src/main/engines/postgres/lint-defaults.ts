import type { ColumnDef, Constraint, Node } from 'libpg-query'

/** Functions whose value differs from row to row. */
const volatile = new Set(
  `random random_normal gen_random_uuid uuidv4 uuidv7 uuid_generate_v1 uuid_generate_v1mc uuid_generate_v4 clock_timestamp timeofday
   nextval setval currval gen_random_bytes txid_current pg_current_xact_id`.split(/\s+/),
)
/** Functions with one value for the whole statement, as a default has: PostgreSQL computes it once and rewrites nothing. */
const steady = new Set(
  `now transaction_timestamp statement_timestamp current_setting current_database current_schema current_user session_user lower upper
   coalesce concat md5 to_timestamp to_char to_date make_date make_timestamp make_interval date_trunc date_part timezone age jsonb_build_object
   json_build_object jsonb_build_array json_build_array to_jsonb to_json array_fill string_to_array repeat lpad rpad left right substr substring
   replace trim btrim ltrim rtrim length abs ceil floor round greatest least int4range int8range numrange daterange tsrange tstzrange decode
   encode sha256 pg_my_temp_schema inet_client_addr version`.split(/\s+/),
)

/** The functions called anywhere in an expression, by their last name. */
const functionsIn = (value: unknown): string[] => {
  if (Array.isArray(value)) return value.flatMap(functionsIn)
  if (typeof value !== 'object' || value === null) return []
  const own = 'FuncCall' in value ? [callName(value.FuncCall)] : []
  return [...own, ...Object.values(value).flatMap(functionsIn)]
}

const callName = (call: unknown): string => {
  const names = typeof call === 'object' && call !== null && 'funcname' in call && Array.isArray(call.funcname) ? call.funcname : []
  const last: unknown = names.at(-1)
  return JSON.stringify(last ?? '').match(/"sval":"([^"]*)"/)?.[1] ?? ''
}

/** How a default behaves: once for all rows, anew for each, or as a function does that only the database knows. */
export const defaultKind = (expression: Node): 'once' | 'each row' | 'unknown' => {
  const names = functionsIn(expression)
  if (names.some((name) => volatile.has(name))) return 'each row'
  return names.every((name) => steady.has(name)) ? 'once' : 'unknown'
}

export const constraintsOf = (column: ColumnDef): readonly Constraint[] =>
  (column.constraints ?? []).flatMap((node) => ('Constraint' in node ? [node.Constraint] : []))

/** `default null` is no default. */
export const defaultOf = (column: ColumnDef): Node | null => {
  const found = constraintsOf(column).find(({ contype }) => contype === 'CONSTR_DEFAULT')?.raw_expr
  if (found === undefined || ('A_Const' in found && found.A_Const.isnull === true)) return null
  return found
}
