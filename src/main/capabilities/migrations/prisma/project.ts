import { readdir, readFile, stat } from 'node:fs/promises'
import { basename, dirname, join, resolve } from 'node:path'

/** Where a Prisma project keeps its migrations. */
export interface PrismaProject {
  readonly directory: string
  readonly migrations: string
}

const largestConfig = 1_000_000
export const lockFile = 'migration_lock.toml'
export const scriptFile = 'migration.sql'

const isFile = async (path: string): Promise<boolean> => (await stat(path).catch(() => null))?.isFile() === true
const isFolder = async (path: string): Promise<boolean> => (await stat(path).catch(() => null))?.isDirectory() === true

const readText = async (path: string): Promise<string> => {
  const facts = await stat(path).catch(() => null)
  return facts?.isFile() === true && facts.size <= largestConfig ? readFile(path, 'utf8').catch(() => '') : ''
}

/** Whether a folder is one of migrations itself. */
const holdsMigrations = async (folder: string): Promise<boolean> => {
  if (await isFile(join(folder, lockFile))) return true
  const entries = await readdir(folder, { withFileTypes: true }).catch(() => [])
  for (const entry of entries) if (entry.isDirectory() && (await isFile(join(folder, entry.name, scriptFile)))) return true
  return false
}

const configNames = [
  ...['ts', 'mts', 'cts', 'js', 'mjs', 'cjs'].map((ending) => `prisma.config.${ending}`),
  ...['ts', 'mts', 'cts', 'js', 'mjs', 'cjs'].map((ending) => join('.config', `prisma.${ending}`)),
]

const withoutComments = (text: string): string => text.replaceAll(/\/\*[\s\S]*?\*\//g, ' ').replaceAll(/(^|[\s,{])\/\/[^\n]*/g, '$1 ')

/** Paths written as strings in a config file, which is not run: its migrations, and its schema beside which they lie otherwise. */
const namedInConfig = (text: string): { readonly migrations: string | null; readonly schema: string | null } => {
  const plain = withoutComments(text)
  const block = /\bmigrations\s*:\s*\{([^}]*)\}/.exec(plain)?.[1] ?? ''
  return {
    migrations: /\bpath\s*:\s*['"`]([^'"`$]+)['"`]/.exec(block)?.[1] ?? null,
    schema: /\bschema\s*:\s*['"`]([^'"`$]+)['"`]/.exec(plain)?.[1] ?? null,
  }
}

/** Migrations lie beside the schema: beside its file, or within its folder where it has several files. */
const besideSchema = async (schema: string): Promise<string> => join((await isFolder(schema)) ? schema : dirname(schema), 'migrations')

const schemaInPackage = async (directory: string): Promise<string | null> => {
  const text = await readText(join(directory, 'package.json'))
  if (text === '') return null
  try {
    const parsed = JSON.parse(text) as { readonly prisma?: { readonly schema?: unknown } } | null
    return typeof parsed?.prisma?.schema === 'string' ? parsed.prisma.schema : null
  } catch {
    // Not JSON: npm will tell; here it only names no schema.
    return null
  }
}

/** The folders in which a project's migrations may lie, the ones it names itself first. */
async function* candidates(directory: string): AsyncGenerator<string> {
  for (const name of configNames) {
    const text = await readText(join(directory, name))
    if (text === '') continue
    const { migrations, schema } = namedInConfig(text)
    if (migrations !== null) yield resolve(directory, migrations)
    if (schema !== null) yield await besideSchema(resolve(directory, schema))
  }
  const schema = await schemaInPackage(directory)
  if (schema !== null) yield await besideSchema(resolve(directory, schema))
  yield join(directory, 'prisma', 'migrations')
  yield join(directory, 'prisma', 'schema', 'migrations')
  if ((await isFile(join(directory, 'schema.prisma'))) || basename(directory) === 'prisma') yield join(directory, 'migrations')
}

/** A project whose schema is there and whose migrations are not, for `db push` or because none was made yet. */
const hasSchema = async (directory: string): Promise<string | null> => {
  for (const schema of ['prisma/schema.prisma', 'schema.prisma', 'prisma/schema/schema.prisma'])
    if (await isFile(join(directory, schema))) return join(directory, dirname(schema), 'migrations')
  return null
}

/** Finds a Prisma project in a folder, or takes the folder for its migrations; null where it is neither. */
export const findPrismaProject = async (given: string): Promise<PrismaProject | null> => {
  const directory = resolve(given)
  if (await isFile(join(directory, lockFile))) return { directory, migrations: directory }
  for await (const migrations of candidates(directory)) if (await holdsMigrations(migrations)) return { directory, migrations }
  if (await holdsMigrations(directory)) return { directory, migrations: directory }
  const migrations = await hasSchema(directory)
  return migrations === null ? null : { directory, migrations }
}

/** Whether a folder looks like a Prisma project, or like its migrations. */
export const looksLikePrisma = async (directory: string): Promise<boolean> => (await findPrismaProject(directory)) !== null
