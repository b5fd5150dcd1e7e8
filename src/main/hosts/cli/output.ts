import { exitStatus, ProvostError } from '#contract/errors.ts'

/** Where a command writes: results on stdout, everything else on stderr. */
export interface Output {
  readonly json: boolean
  /** The command's answer: one JSON document with `--json`, else the words given. */
  answer(document: unknown, words: () => string): void
  /** Progress and remarks, never part of the answer. */
  remark(text: string): void
}

export const openOutput = (json: boolean): Output => ({
  json,
  answer(document, words) {
    process.stdout.write(json ? `${JSON.stringify(document)}\n` : ensureNewline(words()))
  },
  remark(text) {
    process.stderr.write(ensureNewline(text))
  },
})

const ensureNewline = (text: string): string => (text === '' || text.endsWith('\n') ? text : `${text}\n`)

/** Prints a failure as the contract says, and gives the exit status it calls for. */
export const printFailure = (error: unknown, json: boolean): number => {
  const known = error instanceof ProvostError ? error : faultOf(error)
  const { code, title, detail, remedy } = known
  if (json) process.stdout.write(`${JSON.stringify({ error: { code, title, detail, remedy } })}\n`)
  else
    process.stderr.write(
      `${[`${title} (${code})`, ...(detail === '' ? [] : [detail]), ...remedy.map((step, index) => `${index + 1}. ${step}`)].join('\n')}\n`,
    )
  return exitStatus(code)
}

const faultOf = (error: unknown): ProvostError =>
  new ProvostError('internal.fault', 'Provost met a fault of its own.', {
    detail: error instanceof Error ? error.name : typeof error,
    remedy: ['Report it with the log in the workspace.'],
    cause: error,
  })

/** Rows as aligned columns under a head; figures to the right. An absent value is written as the word given for it. */
export const table = (head: readonly string[], rows: readonly (readonly (string | number | null)[])[], absent = 'none'): string => {
  const text = rows.map((row) => row.map((value) => (value === null ? absent : String(value).replaceAll(/[\r\n]+/g, '↵'))))
  const widths = head.map((title, column) => text.reduce((widest, row) => Math.max(widest, [...(row[column] ?? '')].length), title.length))
  const isFigure = head.map((_, column) => rows.length > 0 && rows.every((row) => typeof row[column] === 'number'))
  const line = (cells: readonly string[]): string =>
    cells
      .map((cell, column) => {
        const padding = ' '.repeat(Math.max(0, (widths[column] ?? 0) - [...cell].length))
        return isFigure[column] ? padding + cell : cell + padding
      })
      .join('  ')
      .trimEnd()
  return [line(head), ...text.map(line)].join('\n')
}

/** Facts as `name  value` lines. */
export const facts = (pairs: readonly (readonly [string, string | number | boolean | null])[]): string => {
  const width = Math.max(...pairs.map(([name]) => name.length))
  return pairs.map(([name, value]) => `${name.padEnd(width)}  ${value ?? 'none'}`).join('\n')
}
