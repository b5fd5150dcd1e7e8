import type { ImportFile, ImportRemark } from '#contract/connection-files.ts'
import { identityOfFound } from './complete-connection.ts'
import { detectFormat } from './detect-format.ts'
import { readAlembic } from './formats/alembic.ts'
import { readEnvFile } from './formats/env.ts'
import { readMyCnf } from './formats/my-cnf.ts'
import { readPgService } from './formats/pg-service.ts'
import { type PasswordLine, passwordFor, readPgpass } from './formats/pgpass.ts'
import { readZulip } from './formats/zulip.ts'
import type { FoundConnection, FoundInFile, SourceFile } from './found-connection.ts'
import { unrecognised } from './import-problems.ts'
import { identityOf, readBeside, readSource } from './read-source.ts'

/** Everything that files describe. It holds passwords. */
export interface Gathered {
  readonly connections: readonly FoundConnection[]
  readonly remarks: readonly ImportRemark[]
}

/**
 * Reads the files, knows what each is, and puts together what belongs together. One file that cannot be read or is not known
 * refuses them all: half of what was meant is not what was meant.
 * @throws ProvostError `connection.import-unreadable`, `connection.import-unrecognised`
 */
export const gather = async (files: readonly ImportFile[]): Promise<Gathered> => {
  const sources = await readAll(files)
  const kinds = sources.map((source) => {
    const format = detectFormat(source)
    if (format === null) throw unrecognised(source.label, 'Neither its name nor what stands in it is known.')
    return { source, format }
  })
  const zulip = await readZulip(
    kinds.filter(({ format }) => format === 'zulip').map(({ source }) => source),
    readBeside,
  )
  const passwordLines: PasswordLine[] = []
  const inOrder: FoundConnection[] = []
  const ofPasswords: FoundConnection[] = []
  const remarks: ImportRemark[] = []
  for (const { source, format } of kinds) {
    let found: FoundInFile
    switch (format) {
      case 'zulip':
        found = zulip.get(source) ?? { connections: [], remarks: [] }
        break
      case 'env':
        found = readEnvFile(source)
        break
      case 'alembic':
        found = readAlembic(source)
        break
      case 'pg_service':
        found = readPgService(source)
        break
      case 'my_cnf':
        found = readMyCnf(source)
        break
      case 'pgpass': {
        const read = readPgpass(source)
        passwordLines.push(...read.lines)
        found = read
        break
      }
    }
    const into = format === 'pgpass' ? ofPasswords : inOrder
    into.push(...found.connections)
    remarks.push(...found.remarks.map((text) => ({ file: source.label, text })))
  }
  return {
    connections: merged(
      inOrder.map((found) => filledIn(found, passwordLines)),
      ofPasswords,
    ),
    remarks,
  }
}

const readAll = async (files: readonly ImportFile[]): Promise<SourceFile[]> => {
  const seen = new Set<string>()
  const sources: SourceFile[] = []
  for (const file of files) {
    const identity = await identityOf(file)
    if (seen.has(identity)) continue
    seen.add(identity)
    sources.push(await readSource(file))
  }
  return sources
}

const filledIn = (found: FoundConnection, lines: readonly PasswordLine[]): FoundConnection => {
  const password = found.password === null ? passwordFor(found, lines) : null
  return password === null
    ? found
    : { ...found, password, assumptions: [...found.assumptions, 'The password comes from the .pgpass file.'] }
}

/**
 * What one file says twice, by address and by parts, is one connection, and so is a line of .pgpass with what it belongs to.
 * What two files say stays two entries, so that the person sees both; a password that only one of them has is for the first.
 */
const merged = (inOrder: readonly FoundConnection[], ofPasswords: readonly FoundConnection[]): FoundConnection[] => {
  const kept: FoundConnection[] = []
  const places = new Map<string, number>()
  for (const found of [...inOrder, ...ofPasswords]) {
    const identity = found.problem === null ? identityOfFound(found) : null
    const index = identity === null ? undefined : places.get(identity)
    const before = index === undefined ? undefined : kept[index]
    if (identity === null || index === undefined || before === undefined) {
      if (identity !== null) places.set(identity, kept.length)
      kept.push(found)
      continue
    }
    if (before.password === null && found.password !== null) kept[index] = withPasswordOf(before, found)
    if (before.file !== found.file && found.format !== 'pgpass') kept.push(found)
  }
  return kept
}

const withPasswordOf = (before: FoundConnection, { password, file }: FoundConnection): FoundConnection => ({
  ...before,
  password,
  assumptions: file === before.file ? before.assumptions : [...before.assumptions, `The password comes from ${file}.`],
})
