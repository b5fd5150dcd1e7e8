import { readdir, readFile } from 'node:fs/promises'
import { join, relative } from 'node:path'
import { type EngineKind, engineKinds } from '#contract/connections.ts'
import { type Problem, ProvostError } from '#contract/errors.ts'
import { type Blueprint, migrationSha256 } from '../../../fleet/blueprints/index.ts'
import { besideEngines, doubleFolder, downOf, misnamedFiles, upFile } from './misnamed.ts'
import type { MigrationSource, SourceMigration } from './source.ts'

/** A folder per engine, by whichever of its names people use; without any, the files are for every engine. */
const folderNames: Readonly<Record<EngineKind, readonly string[]>> = {
  postgres: ['postgres', 'postgresql'],
  mysql: ['mysql', 'mariadb'],
  sqlite: ['sqlite', 'sqlite3'],
}

const namesIn = async (directory: string): Promise<readonly { readonly name: string; readonly folder: boolean }[]> =>
  (await readdir(directory, { withFileTypes: true })).map((entry) => ({ name: entry.name, folder: entry.isDirectory() }))

/** Larger than any migration and small enough to be held: a data dump that got a migration's name is told, not read. */
const mostBytes = 32 * 1024 * 1024

const readText = async (path: string, shown: string): Promise<string> => {
  const bytes = await readFile(path)
  if (bytes.length > mostBytes)
    throw new ProvostError('migration.source-invalid', `${shown} is larger than a migration may be.`, {
      detail: `${bytes.length} bytes, of at most ${mostBytes}.`,
      remedy: ['Load data by another way, and keep the schema’s changes in migrations.'],
    })
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes)
  } catch (error) {
    throw new ProvostError('migration.source-invalid', `${shown} is not text in UTF-8.`, { remedy: ['Save it as UTF-8.'], cause: error })
  }
}

const filesIn = async (folder: string): Promise<string[]> =>
  (await namesIn(folder))
    .filter((each) => !each.folder)
    .map(({ name }) => name)
    .sort()

const readFolder = async (root: string, folder: string, names: readonly string[]): Promise<SourceMigration[]> => {
  const read = names.map(async (name): Promise<SourceMigration[]> => {
    const [, version, title] = upFile.exec(name) ?? []
    if (version === undefined || title === undefined) return []
    const file = relative(root, join(folder, name))
    const sql = await readText(join(folder, name), file)
    const down = names.find((each) => each === downOf(name))
    const downSql = down === undefined ? null : await readText(join(folder, down), relative(root, join(folder, down)))
    return [{ version, name: title, sha256: migrationSha256(sql), sql, downSql, file }]
  })
  return (await Promise.all(read)).flat()
}

const invalid = (title: string, detail: string, remedy: string): Problem =>
  new ProvostError('migration.source-invalid', title, { detail, remedy: [remedy] }).toJSON()

const look = (migrations: readonly SourceMigration[]): Problem[] => {
  const problems: Problem[] = []
  for (const [index, { version, file }] of migrations.entries()) {
    const before = migrations[index - 1]
    if (before?.version === version)
      problems.push(
        invalid(`Two migrations have the number ${version}.`, `${before.file}, ${file}`, 'Give the later one the next free number.'),
      )
  }
  const widths = new Set(migrations.map(({ version }) => version.length))
  if (widths.size > 1) {
    problems.push(
      invalid(
        'The numbers of the migrations have different lengths, so their order is not clear.',
        migrations.map(({ file }) => file).join(', '),
        'Write all of them with the same number of digits.',
      ),
    )
  }
  return problems
}

/** The engine folders of a source, or the folder itself for all engines. */
export const ownFolders = async (directory: string): Promise<ReadonlyMap<EngineKind, string>> => {
  const names = await namesIn(directory)
  const found = new Map<EngineKind, string>()
  for (const engine of engineKinds) {
    const name = folderNames[engine].find((each) => names.some((entry) => entry.folder && entry.name === each))
    if (name !== undefined) found.set(engine, join(directory, name))
  }
  if (found.size > 0) return found
  return new Map(engineKinds.map((engine) => [engine, directory]))
}

/** Whether a folder holds `NNNN_name.up.sql`, itself or in a folder per engine. */
export const looksLikeOwn = async (directory: string): Promise<boolean> => {
  const folders = new Set([directory, ...(await ownFolders(directory)).values()])
  for (const folder of folders)
    if ((await namesIn(folder)).some(({ name, folder: isFolder }) => !isFolder && upFile.test(name))) return true
  return false
}

/** What of a source's folder itself would be passed over, where it has folders per engine. */
const passedOver = async (directory: string, folders: ReadonlyMap<EngineKind, string>): Promise<readonly Problem[]> => {
  if ([...folders.values()].includes(directory)) return []
  const present = new Set((await namesIn(directory)).filter(({ folder }) => folder).map(({ name }) => name))
  const double = engineKinds.flatMap((engine) => {
    const [taken, ...others] = folderNames[engine].filter((name) => present.has(name))
    return taken === undefined ? [] : others.map((other) => doubleFolder(taken, other))
  })
  const read = [...folders.values()].map((folder) => relative(directory, folder))
  return [...double, ...besideEngines(await filesIn(directory), read)]
}

/**
 * A folder of Provost's own kind. Each file with SQL in it, or in its folders per engine, is a migration or a problem; other subfolders
 * are not looked into.
 * @throws ProvostError `migration.source-invalid` for a file that is no text
 */
export const readOwnSource = async (directory: string): Promise<MigrationSource> => {
  const folders = await ownFolders(directory)
  const byFolder = new Map<string, SourceMigration[]>()
  const misnamed: Problem[] = []
  for (const folder of new Set(folders.values())) {
    const names = await filesIn(folder)
    byFolder.set(folder, await readFolder(directory, folder, names))
    misnamed.push(...misnamedFiles(names, (name) => relative(directory, join(folder, name))))
  }
  return {
    tool: 'provost',
    title: directory,
    directory,
    engines: [...folders.keys()],
    migrations: (engine) => byFolder.get(folders.get(engine) ?? '') ?? [],
    problems: [...(await passedOver(directory, folders)), ...misnamed, ...[...byFolder.values()].flatMap(look)],
  }
}

/** The migrations of a blueprint that ships with Provost. */
export const blueprintSource = async (blueprint: Blueprint): Promise<MigrationSource> => {
  const migrations = new Map<EngineKind, readonly SourceMigration[]>()
  for (const engine of blueprint.engines) {
    const read = blueprint.versions(engine).map(async ({ version, name, up, down, sha256 }): Promise<SourceMigration> => {
      const [sql, downSql] = await Promise.all([readFile(up, 'utf8'), readFile(down, 'utf8')])
      return { version, name, sha256, sql, downSql, file: `${engine}/${version}_${name}.up.sql` }
    })
    migrations.set(engine, await Promise.all(read))
  }
  return {
    tool: 'provost',
    title: blueprint.title,
    directory: null,
    engines: blueprint.engines,
    migrations: (engine) => migrations.get(engine) ?? [],
    problems: [],
  }
}
