import { readFile, stat } from 'node:fs/promises'
import { join } from 'node:path'
import { type Problem, ProvostError } from '#contract/errors.ts'
import type { TableReference } from '#contract/tables.ts'
import type { RunOptions } from '../../../engines/index.ts'
import { qualifiedName, visibleTable } from '../../../fleet/blueprints/index.ts'
import type { LedgerReader } from '../tool.ts'
import type { AlembicProject } from './project.ts'
import { mainSection } from './project.ts'
import { type PythonToken, pythonStatements } from './python-statements.ts'
import { PythonUnreadable } from './python-strings.ts'

/** The table in which Alembic keeps the revisions a database stands at. */
export interface VersionTable {
  readonly name: string
  /** Null for the database's own. */
  readonly schema: string | null
}

export const defaultVersionTable = 'alembic_version'

/** The value of `name=…` in a call, as far as it is one string; undefined where it is not said, null where it is computed. */
const argument = (tokens: readonly PythonToken[], name: string): string | null | undefined => {
  for (const [at, token] of tokens.entries()) {
    if (token.kind !== 'name' || token.text !== name || tokens[at + 1]?.text !== '=' || tokens[at + 2]?.text === '=') continue
    const value = tokens[at + 2]
    const after = tokens[at + 3]?.text
    if (value?.kind === 'name' && value.text === 'None') return undefined
    if (after !== ',' && after !== ')' && after !== undefined) return null
    return value?.kind === 'string' ? value.value : null
  }
  return undefined
}

const undecided = (path: string, name: string): Problem =>
  new ProvostError('migration.source-invalid', `The ${name} of env.py is computed, so that Provost cannot tell it.`, {
    detail: path,
    remedy: [`Write ${name} as a string in env.py.`, `Or set ${name} in the section [${mainSection}] of alembic.ini as well.`],
  }).toJSON()

const largest = 1_000_000

/** What env.py and the settings say of the version table. env.py is read, not run. */
export const findVersionTable = async (
  project: AlembicProject,
): Promise<{ readonly table: VersionTable; readonly problems: readonly Problem[] }> => {
  const path = join(project.scriptLocation, 'env.py')
  const found: { version_table?: string | null; version_table_schema?: string | null } = {}
  const size = (await stat(path).catch(() => null))?.size ?? 0
  if (size > 0 && size <= largest) {
    try {
      for (const { tokens } of pythonStatements(await readFile(path, 'utf8'))) {
        for (const name of ['version_table', 'version_table_schema'] as const) {
          const value = argument(tokens, name)
          if (value !== undefined) found[name] = value
        }
      }
    } catch (error) {
      // Alembic itself will tell what is wrong with env.py; what was read of it until there stands.
      if (!(error instanceof PythonUnreadable)) throw error
    }
  }
  const ini = project.ini.sections.get(mainSection)
  const problems: Problem[] = []
  const settle = (name: 'version_table' | 'version_table_schema'): string | null => {
    const value = found[name]
    if (typeof value === 'string' && value !== '') return value
    const written = ini?.get(name)
    if (written !== undefined && written !== '') return written
    if (value === null) problems.push(undecided(path, name))
    return null
  }
  return { table: { name: settle('version_table') ?? defaultVersionTable, schema: settle('version_table_schema') }, problems }
}

/** The version table among a database's tables; null where it is not there. */
export const locateVersionTable = async (
  reader: LedgerReader,
  tables: readonly TableReference[],
  table: VersionTable,
  options: RunOptions,
): Promise<TableReference | null> => {
  if (table.schema === null) return visibleTable(reader, tables, table.name, options)
  return tables.find(({ name, schema }) => name === table.name && (schema === table.schema || schema === null)) ?? null
}

/** The revisions in the table, in its own order. */
export const readStanding = async (reader: LedgerReader, table: TableReference, options: RunOptions): Promise<readonly string[]> => {
  const sql = `select version_num from ${qualifiedName(reader.engine, table)} order by version_num`
  const { rows } = await reader.read({ sql, parameters: [] }, options)
  return rows.flatMap(([version]) => (version === null || version === undefined ? [] : [String(version)]))
}
