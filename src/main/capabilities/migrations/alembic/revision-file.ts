import { createHash } from 'node:crypto'
import { type Problem, ProvostError } from '#contract/errors.ts'
import type { TableChange } from '../../../engines/index.ts'
import { type PythonAssignment, type PythonConstant, readPythonModule } from './python-constants.ts'
import { type PythonToken, pythonStatements } from './python-statements.ts'
import { PythonUnreadable } from './python-strings.ts'

/** One revision as its file says it. */
export interface RevisionFile {
  readonly revision: string
  readonly down: readonly string[]
  readonly labels: readonly string[]
  /** As written: revisions, or the names of branches. */
  readonly dependsOn: readonly string[]
  /** The first line of the file's docstring. */
  readonly message: string
  readonly sha256: string
  readonly path: string
  /** Whether there is a `downgrade` that does not refuse at once. */
  readonly hasDowngrade: boolean
  /** Where its `upgrade` begins, from 1; 1 without one. */
  readonly upgradeLine: number
  /** What it does to tables by `op.create_table` and its like, in order, as far as the names are written out. */
  readonly tables: readonly TableChange[]
}

const problem = (path: string, title: string, detail: string, ...remedy: string[]): Problem =>
  new ProvostError('migration.source-invalid', title, { detail: detail === '' ? path : `${path}: ${detail}`, remedy }).toJSON()

/** A string, a list of strings, or None: what Alembic lets stand for several names. Undefined where it is something else. */
const names = (constant: PythonConstant | undefined): readonly string[] | undefined => {
  if (constant === undefined) return undefined
  if (constant === null) return []
  if (typeof constant === 'string') return [constant]
  const texts = constant.filter((item) => typeof item === 'string')
  return texts.length === constant.length ? texts : undefined
}

/** Old files may leave their revision to the file's name. */
const legacyName = /^([a-f0-9]+)\.py$/

/** Characters that would read as a branch or a relative revision. */
const illegal = /[@+-]/

/** Python's name of a coding as the decoder here knows it. */
const decoderName = (coding: string): string =>
  coding
    .toLowerCase()
    .replaceAll('_', '-')
    .replace(/^latin-/, 'latin')
    .replace(/^cp(?=125\d$)/, 'windows-')
    .replace(/^utf-?8(-sig)?$/, 'utf-8')

/** The text of a Python file: UTF-8, or what the coding line in its first two lines says. */
const decode = (bytes: Buffer): string | null => {
  const opening = bytes.subarray(0, 400).toString('latin1').split('\n', 2).join('\n')
  const coding = /^[ \t\f]*#.*?coding[:=][ \t]*([-\w.]+)/m.exec(opening)?.[1] ?? 'utf-8'
  try {
    return new TextDecoder(decoderName(coding), { fatal: true }).decode(bytes)
  } catch {
    // Not text in that coding, or one nobody knows: the caller tells which file.
    return null
  }
}

/** The names that a call is given first: by place, before anything else. */
const namesGiven = (tokens: readonly PythonToken[], at: number): readonly string[] => {
  const given: string[] = []
  for (let place = at; tokens[place]?.kind === 'string'; place += 2) {
    const value = tokens[place]?.value ?? null
    if (value === null) break
    given.push(value.toLowerCase())
    if (tokens[place + 1]?.text !== ',') break
  }
  return given
}

const changeBy = (called: string, [first, second]: readonly string[]): TableChange | null => {
  if (first === undefined) return null
  if (called === 'create_table') return { made: first, gone: null }
  if (called === 'drop_table') return { made: null, gone: first }
  return called === 'rename_table' && second !== undefined ? { made: second, gone: first } : null
}

/** Tables made or dropped anywhere but on the way back: `upgrade` may leave the work to other functions. */
const tablesIn = (text: string): readonly TableChange[] => {
  const changes: TableChange[] = []
  let inDowngrade = false
  for (const { indent, tokens } of pythonStatements(text)) {
    if (indent === 0) inDowngrade = tokens.some((token, at) => token.text === 'def' && tokens[at + 1]?.text === 'downgrade')
    if (inDowngrade) continue
    for (const [at, token] of tokens.entries()) {
      if (token.kind !== 'name' || tokens[at + 1]?.text !== '(') continue
      const change = changeBy(token.text, namesGiven(tokens, at + 2))
      if (change !== null) changes.push(change)
    }
  }
  return changes
}

/** What a revision file says, or what is wrong with it. Nothing of it is run. */
export const readRevisionFile = (path: string, fileName: string, bytes: Buffer): RevisionFile | Problem => {
  const text = decode(bytes)
  if (text === null)
    return problem(path, 'A revision file is no text.', 'It is not UTF-8, and its coding line does not help.', 'Save the file as UTF-8.')
  let module: ReturnType<typeof readPythonModule>
  try {
    module = readPythonModule(text)
  } catch (error) {
    if (!(error instanceof PythonUnreadable)) throw error
    return problem(path, 'A revision file is not valid Python.', `line ${error.line}: ${error.message}`, 'Correct the file.')
  }
  const { assigned, functions, docstring } = module
  const unreadable = (name: string, { line }: PythonAssignment): Problem =>
    problem(
      path,
      `The ${name} of a revision file is not written as a constant.`,
      `line ${line}`,
      'Write it as a string, a tuple of strings or None.',
    )

  const own = assigned.get('revision')
  const revision = own === undefined ? legacyName.exec(fileName)?.[1] : own.constant
  if (own === undefined && revision === undefined)
    return problem(path, 'A Python file among the revisions declares no revision.', '', 'Move it elsewhere, or give it its `revision`.')
  if (typeof revision !== 'string') return unreadable('revision', own ?? { line: 1, constant: undefined })
  if (revision === '' || illegal.test(revision))
    return problem(path, 'A revision has a name that Alembic does not allow.', `"${revision}"`, 'Leave out the characters @, - and +.')

  const read = new Map<string, readonly string[]>()
  for (const name of ['down_revision', 'branch_labels', 'depends_on']) {
    const assignment = assigned.get(name)
    if (assignment === undefined) {
      if (name === 'down_revision')
        return problem(path, 'A revision file does not say what it follows.', '', 'Set down_revision, or None for the first.')
      continue
    }
    const values = names(assignment.constant)
    if (values === undefined) return unreadable(name, assignment)
    read.set(name, [...new Set(values)])
  }
  const firstLine = (docstring ?? '').trim().split('\n', 1)[0]?.trim() ?? ''
  const downgrade = functions.get('downgrade')
  return {
    revision,
    down: read.get('down_revision') ?? [],
    labels: read.get('branch_labels') ?? [],
    dependsOn: read.get('depends_on') ?? [],
    message: firstLine === '' ? fileName.replace(/\.py$/, '') : firstLine,
    sha256: createHash('sha256').update(bytes).digest('hex'),
    path,
    tables: tablesIn(text),
    upgradeLine: functions.get('upgrade')?.line ?? 1,
    hasDowngrade: downgrade !== undefined && !downgrade.refuses,
  }
}
