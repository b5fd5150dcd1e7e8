import { readFile, stat } from 'node:fs/promises'
import { basename, relative, sep } from 'node:path'
import { engineKinds } from '#contract/connections.ts'
import { type Problem, ProvostError } from '#contract/errors.ts'
import type { MigrationSource, SourceMigration } from '../sources/source.ts'
import { findAlembic, type InstalledAlembic, isAtLeast } from './installed.ts'
import { listRevisionFiles } from './list-revision-files.ts'
import { type AlembicProject, findAlembicProject, isFile } from './project.ts'
import { type RevisionFile, readRevisionFile } from './revision-file.ts'
import { buildRevisionGraph, type RevisionGraph } from './revision-graph.ts'
import { pendingRevisions } from './revision-order.ts'
import { findVersionTable, type VersionTable } from './version-table.ts'

/** An Alembic project as it lies on the disk, its revisions read without running Python. */
export interface AlembicSource extends MigrationSource {
  readonly tool: 'alembic'
  readonly directory: string
  readonly project: AlembicProject
  readonly graph: RevisionGraph
  readonly versionTable: VersionTable
  /** The `alembic` that would be run; null where none is installed. */
  readonly installed: InstalledAlembic | null
}

/** A data migration may carry its rows; nobody's is longer than this. */
const largestFile = 16_000_000

const invalid = (title: string, detail: string, ...remedy: string[]): Problem =>
  new ProvostError('migration.source-invalid', title, { detail, remedy }).toJSON()

const readOne = async (path: string, name: string): Promise<RevisionFile | Problem> => {
  try {
    const { size } = await stat(path)
    if (size > largestFile)
      return invalid('A revision file is too large to be read.', `${path}: ${size} bytes`, 'Move its data into a file that it loads.')
    return readRevisionFile(path, name, await readFile(path))
  } catch (error) {
    if (!(error instanceof Error && 'code' in error)) throw error
    return invalid('A revision file cannot be read.', `${path}: ${error.message}`, 'Let the user that runs Provost read it.')
  }
}

/** Reads an Alembic project. @throws ProvostError `migration.source-missing`, `migration.source-invalid` */
export const readAlembicSource = async (directory: string): Promise<AlembicSource> => {
  const project = await findAlembicProject(directory)
  if (project === null)
    throw new ProvostError('migration.source-missing', 'There is no Alembic project in the folder.', {
      detail: directory,
      remedy: ['Name the folder in which alembic.ini lies.'],
    })
  const installed = await findAlembic(project.directory)
  // Without an `alembic` to go by: the order of today's.
  const order = installed?.version !== null && installed !== null && !isAtLeast(installed.version, 1, 10) ? 'folder' : 'name'
  const { files, missing } = await listRevisionFiles(project.versionLocations, order, project.recursive)
  const problems: Problem[] = missing.map((detail) =>
    invalid('A folder of revisions cannot be read.', detail, 'Correct version_locations, or make the folder.'),
  )
  if (!(await isFile(`${project.scriptLocation}${sep}env.py`)))
    problems.push(
      invalid(
        'The Alembic project has no env.py.',
        project.scriptLocation,
        'Correct script_location.',
        'Or restore the file: `alembic init`.',
      ),
    )
  const read: RevisionFile[] = []
  for (const { path, name } of files) {
    const one = await readOne(path, name)
    if ('code' in one) problems.push(one)
    else read.push(one)
  }
  const graph = buildRevisionGraph(read)
  const { table, problems: tableProblems } = await findVersionTable(project)
  const migrations: readonly SourceMigration[] = pendingRevisions(graph, [], graph.realHeads).flatMap((id) => {
    const revision = graph.revisions.get(id)
    if (revision === undefined) return []
    const { message, sha256, path } = revision
    return [{ version: id, name: message, sha256, sql: null, downSql: null, file: relative(project.directory, path) }]
  })
  return {
    tool: 'alembic',
    title: basename(project.directory),
    directory: project.directory,
    engines: engineKinds,
    migrations: () => migrations,
    problems: [...problems, ...graph.problems, ...tableProblems],
    project,
    graph,
    versionTable: table,
    installed,
  }
}

const unknownVersion = (version: string, source: AlembicSource): ProvostError =>
  new ProvostError('migration.version-unknown', `The project has no revision ${version}.`, {
    detail: `Heads: ${source.graph.heads.join(', ')}`,
    remedy: ['Name a revision in full, as `alembic history` shows it.'],
  })

/**
 * A revision by its full name.
 * @throws ProvostError `migration.version-unknown`
 */
export const knownRevision = (source: AlembicSource, version: string): string => {
  if (source.graph.revisions.has(version)) return version
  throw unknownVersion(version, source)
}
