const titled = (name: string): string => name.replaceAll('_', ' ')

/** `withdrawals.admin_notes` → "admin notes of withdrawals", `scorm_data` → "scorm data". */
const missingWord = (name: string): string => {
  const [table = '', column] = name.split('.')
  return column === undefined ? titled(table) : `${titled(column)} of ${titled(table)}`
}

/** What the schema lacks in a sentence; null where it lacks nothing. The whole list stands in `all`. */
export function missingSentence(missing: readonly string[]): { readonly short: string; readonly all: string } | null {
  const [first, ...more] = missing
  if (first === undefined) return null
  const short = more.length === 0 ? `The schema has no ${missingWord(first)}` : `The schema lacks ${missing.length} of the known parts`
  return { short, all: missing.map(missingWord).join(', ') }
}
