import type { Problem } from './errors.ts'

/** A problem and whose it is. */
export interface Troubled {
  readonly target: string
  /** Where it lies; other targets lie there too. */
  readonly server: string
  readonly problem: Problem
}

/** Problems that are the same but for whose they are. */
export interface ProblemGroup<Entry extends Troubled> {
  /** Equal for equal causes. */
  readonly key: string
  /** What is wrong in one sentence, without what is only one target's where there are several. */
  readonly cause: string
  /** The title alone, in the same way. */
  readonly title: string
  /** The first one's; the commands of its remedy name all of them. */
  readonly problem: Problem
  readonly entries: readonly Entry[]
}

/** Words without what differs from target to target: whose they are, and how long something took. */
const plainWords = (words: string, { target, server }: Troubled): string => {
  let plain = words
  for (const own of [target, server]) {
    if (own !== '') plain = plain.replaceAll(new RegExp(`(?<![\\w.-])${own.replaceAll(/[.*+?^${}()|[\]\\]/g, '\\$&')}(?![\\w-])`, 'g'), '…')
  }
  return plain.replaceAll(/\b\d+(\.\d+)? ?(ms|s|min|tries|try)\b/g, '… $2')
}

/** How Python ends a traceback: the error at the beginning of its line. What alembic itself refuses it calls FAILED. */
const raised = /^(?:[A-Za-z_]\w*\.)*[A-Z]\w*(?:Error|Exception)(?::.*)?$/
const refused = /^\s*FAILED: (.*)$/

/** The line of a detail that says why. A database says it first; a traceback, and what a tool printed before it, says it last. */
const tellingLine = (detail: string): string => {
  const lines = detail.split('\n')
  const last = lines.findLast((line) => raised.test(line))
  if (last !== undefined) return last
  const failed = lines.findLast((line) => refused.test(line))
  return failed === undefined ? (lines[0] ?? '') : failed.replace(refused, '$1')
}

/** What is wrong in one sentence: the title, and where it does not say it all, the words of whoever refused. */
export const causeOf = ({ title, detail }: Problem): string => {
  const line = tellingLine(detail)
  const plain = title.replace(/\.$/, '')
  return line === '' || plain.includes(line) ? plain : `${plain}: ${line.replace(/\.$/, '')}`
}

/** For whom a remedy's command is written out, as `spelledOut` does it. */
const forWhom = / --(tenant|connection) ('(?:[^']|'\\'')*'|[^\s']+)/

/** Named in a command; more are for whoever gives it to choose again. */
const mostNamed = 60

/** One command for all whose command is the same but for whom it is written out; the first one's where they differ in more. */
const forAll = (lines: readonly (string | undefined)[]): string => {
  const [first = ''] = lines
  const common = first.replace(forWhom, '')
  const chosen = new Map<string, Set<string>>()
  for (const line of lines) {
    const [, option, name] = forWhom.exec(line ?? '') ?? []
    if (option === undefined || name === undefined || line?.replace(forWhom, '') !== common) return first
    chosen.set(option, (chosen.get(option) ?? new Set()).add(name))
  }
  if ([...chosen.values()].reduce((sum, { size }) => sum + size, 0) > mostNamed) return `${common}, with the same targets`
  return first.replace(forWhom, () => [...chosen].map(([option, names]) => ` --${option} ${[...names].join(' ')}`).join(''))
}

/** The problems by what is wrong, the most frequent first. */
export const problemGroups = <Entry extends Troubled>(entries: readonly Entry[]): ProblemGroup<Entry>[] => {
  const groups = new Map<string, [Entry, ...Entry[]]>()
  for (const entry of entries) {
    const key = `${entry.problem.code} ${plainWords(causeOf(entry.problem), entry)}`
    const known = groups.get(key)
    if (known === undefined) groups.set(key, [entry])
    else known.push(entry)
  }
  return [...groups]
    .map(([key, members]) => {
      const [first, ...others] = members
      const alone = others.length === 0
      const remedy = first.problem.remedy.map((_, index) => forAll(members.map((member) => member.problem.remedy[index])))
      const problem = alone ? first.problem : { ...first.problem, remedy }
      return {
        key,
        cause: alone ? causeOf(problem) : plainWords(causeOf(problem), first),
        title: alone ? problem.title : plainWords(problem.title, first),
        problem,
        entries: members,
      }
    })
    .sort((one, other) => other.entries.length - one.entries.length)
}
