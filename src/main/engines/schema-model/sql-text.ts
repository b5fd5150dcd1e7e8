/** A name in the engine's quotes; always quoted, so that no word is taken for a keyword. */
export const quoteName = (quote: '"' | '`', name: string): string => quote + name.replaceAll(quote, quote + quote) + quote

export const quoteText = (text: string): string => `'${text.replaceAll("'", "''")}'`

/** Statements as lines of a script; null where one of them is not for a machine to write. */
export const script = (...statements: readonly (string | null)[]): string | null => {
  const known = statements.filter((statement) => statement !== '')
  return known.includes(null) ? null : known.map((statement) => `${statement};`).join('\n')
}
