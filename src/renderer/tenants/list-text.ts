type Table = readonly (readonly string[])[]

/** A text a spreadsheet would take for a formula is kept from being one. */
const harmless = (text: string): string => (/^[=+\-@\t\r]/.test(text) && Number.isNaN(Number(text)) ? `'${text}` : text)

const quoted = (text: string, needs: RegExp): string => (needs.test(text) ? `"${text.replaceAll('"', '""')}"` : text)

export const tsvText = (table: Table): string =>
  table.map((row) => row.map((text) => quoted(harmless(text), /[\t\n\r"]/)).join('\t')).join('\n')

export const csvText = (table: Table): string =>
  table.map((row) => row.map((text) => quoted(harmless(text), /[,\n\r"]/)).join(',')).join('\r\n')
