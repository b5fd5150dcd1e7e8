import { readdir, readFile, stat } from 'node:fs/promises'
import { basename, dirname, join, relative } from 'node:path'
import { type EngineKind, engineKinds } from '#contract/connections.ts'
import { type Problem, ProvostError } from '#contract/errors.ts'
import type { MigrationSource, SourceMigration } from '../sources/source.ts'
import { prismaChecksum } from './checksum.ts'
import { findPrismaProject, lockFile, scriptFile } from './project.ts'

/** A script may carry its rows; nobody's is longer than this. */
const largestScript = 64_000_000

/** Prisma's names of databases, and those Provost works on. */
const engineOfProvider: Readonly<Record<string, EngineKind>> = {
  postgresql: 'postgres',
  postgres: 'postgres',
  mysql: 'mysql',
  sqlite: 'sqlite',
}

const problem = (
  code: 'migration.source-invalid' | 'migration.engine-mismatch' | 'migration.file-missing',
  title: string,
  detail: string,
  ...remedy: string[]
): Problem => new ProvostError(code, title, { detail, remedy }).toJSON()

/** The provider as Prisma reads it: the first line that begins with the word. Null without the file. */
const providerOf = async (folder: string): Promise<string | null> => {
  const path = join(folder, lockFile)
  const facts = await stat(path).catch(() => null)
  if (facts === null || facts.size > 100_000) return null
  const line = (await readFile(path, 'utf8')).split(/\r?\n/).find((each) => each.startsWith('provider'))
  return (
    line
      ?.replace(/^provider\s*=\s*/, '')
      .trim()
      .replaceAll('"', '') ?? ''
  )
}

const enginesFor = (provider: string | null, problems: Problem[], folder: string): readonly EngineKind[] => {
  if (provider === null) return engineKinds
  const engine = engineOfProvider[provider]
  if (engine !== undefined) return [engine]
  problems.push(
    problem(
      'migration.engine-mismatch',
      provider === '' ? `The ${lockFile} names no provider.` : `The migrations are for ${provider}, which Provost does not work on.`,
      join(folder, lockFile),
      'Provost migrates postgresql, mysql (MariaDB too) and sqlite.',
    ),
  )
  return []
}

const readScript = async (path: string): Promise<string | Problem> => {
  try {
    const { size } = await stat(path)
    if (size > largestScript)
      return problem(
        'migration.source-invalid',
        'A migration is too large to be read.',
        `${path}: ${size} bytes`,
        'Move its data elsewhere.',
      )
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(await readFile(path))
  } catch (error) {
    if (error instanceof TypeError)
      return problem('migration.source-invalid', 'A migration is no UTF-8 text.', path, 'Save the file as UTF-8.')
    if (!(error instanceof Error && 'code' in error)) throw error
    return problem(
      'migration.file-missing',
      `A migration’s ${scriptFile} cannot be read.`,
      `P3015: ${path}: ${error.message}`,
      'Restore the file.',
      'Or remove its folder, where it was never applied anywhere.',
    )
  }
}

/** In the order Prisma applies: by the folder’s name. */
const byName = (one: string, other: string): number => one.localeCompare(other, 'en')

/** Reads a Prisma project. @throws ProvostError `migration.source-missing` */
export const readPrismaSource = async (given: string): Promise<MigrationSource> => {
  const project = await findPrismaProject(given)
  if (project === null)
    throw new ProvostError('migration.source-missing', 'There is no Prisma project in the folder.', {
      detail: given,
      remedy: ['Name the project’s folder, or the folder that holds migration_lock.toml.'],
    })
  const { directory, migrations: folder } = project
  const problems: Problem[] = []
  const engines = enginesFor(await providerOf(folder).catch(() => ''), problems, folder)
  const entries = await readdir(folder, { withFileTypes: true }).catch((error: unknown) => {
    problems.push(
      problem(
        'migration.source-invalid',
        'The project has no folder of migrations.',
        String(error),
        'Make the first migration: prisma migrate dev.',
      ),
    )
    return []
  })
  const migrations: SourceMigration[] = []
  for (const name of entries
    .filter((entry) => entry.isDirectory())
    .map((entry) => entry.name)
    .sort(byName)) {
    const path = join(folder, name, scriptFile)
    const sql = await readScript(path)
    if (typeof sql !== 'string') problems.push(sql)
    else
      migrations.push({
        version: name,
        name: name.replace(/^\d+_/, ''),
        sha256: prismaChecksum(sql),
        sql,
        downSql: null,
        file: relative(directory, path),
      })
  }
  const named =
    basename(directory) === 'migrations' || basename(directory) === 'prisma' ? basename(dirname(directory)) : basename(directory)
  return {
    tool: 'prisma',
    title: named === '' ? 'Prisma' : named,
    directory,
    engines,
    migrations: (engine) => (engines.includes(engine) ? migrations : []),
    problems,
  }
}
