/** Where a statement reads the key that the server gave its session's last new row. */
export const readsLastKey = (text: string): boolean =>
  /\blast_insert_id\s*\(\s*\)|@@(?:session\s*\.\s*)?(?:identity|last_insert_id)\b/i.test(text)
