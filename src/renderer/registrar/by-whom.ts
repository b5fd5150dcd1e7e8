/** Who approved, as the schema keeps it: a name, or the id of an account, which is said to be one. */
export function byWhom(stored: string | null): string {
  if (stored === null || stored.trim() === '') return 'by nobody named'
  return /^(\d+|[0-9a-f]{8}-[0-9a-f-]{27})$/i.test(stored)
    ? `by account ${stored.length > 12 ? stored.slice(0, 8) : stored}`
    : `by ${stored}`
}
