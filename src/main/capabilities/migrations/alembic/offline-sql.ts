import { cancelled } from '../../../foundation/processes/index.ts'
import type { WorkOn } from '../tool.ts'
import type { InstalledAlembic } from './installed.ts'
import type { AlembicSource } from './source.ts'
import { startAlembic } from './start-alembic.ts'
import { makeWorkplace, type WorkplaceFor } from './workplace.ts'

/** A project that takes longer to write its SQL does not get it shown. */
const patienceMs = 60_000
/** More than anybody reads. */
const mostCharacters = 4_000_000
/** Its last words are enough to tell why it ended. */
const mostWords = 4000

type Way = 'upgrade' | 'downgrade'

/** The line that begins a revision's part, by what is done with it. */
const headings = {
  upgrade: /^-- Running upgrade\s+(?:[^\n]*?)->\s+([^\s,]+)\s*$/gm,
  downgrade: /^-- Running downgrade\s+([^\s,]+)\s*->[^\n]*$/gm,
} as const

/** What alembic prints is one text; each revision's part begins with a line that names it. What stands before the first belongs to it. */
export const byRevision = (text: string, command: Way = 'upgrade'): ReadonlyMap<string, string> => {
  const marks = [...text.matchAll(headings[command])]
  const parts = new Map<string, string>()
  marks.forEach((mark, index) => {
    const from = index === 0 ? 0 : mark.index
    const part = text.slice(from, marks[index + 1]?.index ?? text.length).trim()
    if (mark[1] !== undefined) parts.set(mark[1], part)
  })
  return parts
}

interface Printed {
  /** Whether alembic went as far as it was asked to. */
  readonly whole: boolean
  readonly text: string
  /** The last line of its words: why it ended, where it did not go so far. */
  readonly lastWords: string
}

/** Has the project's own alembic print SQL instead of running it (`upgrade A:B --sql`). */
export const printSql = async (
  work: WorkplaceFor,
  source: AlembicSource,
  installed: InstalledAlembic,
  command: Way,
  range: string,
): Promise<Printed> => {
  const workplace = await makeWorkplace(work, source)
  let text = ''
  let words = ''
  const program = startAlembic(installed, source, workplace, [command, range, '--sql'], {
    onOutput: (more) => {
      if (text.length < mostCharacters) text += more
    },
    onWords: (more) => {
      words = (words + more).slice(-mostWords)
    },
  })
  // The program does not keep this process alive; whoever waits for it does.
  const timer = setTimeout(() => program.end(), patienceMs)
  const end = (): void => program.end()
  work.signal.addEventListener('abort', end, { once: true })
  try {
    const { code } = await program.ended
    if (work.signal.aborted) throw cancelled(work.signal)
    const lastWords = workplace.redact(words.trim().split(/\r?\n/).at(-1) ?? '')
    // Text that was cut off is as good as text that alembic did not finish.
    return { whole: code === 0 && text.length < mostCharacters, text: workplace.redact(text.replaceAll('\r\n', '\n')), lastWords }
  } finally {
    clearTimeout(timer)
    work.signal.removeEventListener('abort', end)
    await workplace.remove()
  }
}

/**
 * The SQL that the project's own alembic would run on the way back to a revision (null for before the first), by revision, without running it. Empty where alembic is not installed, where the
 * database stands at several revisions (alembic takes one to begin from), and where a revision cannot be told without a database: it
 * reads rows, or asks what there is.
 */
export const offlineWayBack = async (
  work: WorkOn,
  source: AlembicSource,
  standing: readonly string[],
  to: string | null,
): Promise<ReadonlyMap<string, string>> => {
  const { installed } = source
  if (installed === null || standing.length > 1) return new Map()
  const { whole, text } = await printSql(work, source, installed, 'downgrade', `${standing[0] ?? 'base'}:${to ?? 'base'}`)
  return whole ? byRevision(text, 'downgrade') : new Map()
}
