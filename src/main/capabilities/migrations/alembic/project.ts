import { readdir, readFile, stat } from 'node:fs/promises'
import { delimiter, isAbsolute, join, resolve } from 'node:path'
import type { EngineKind } from '#contract/connections.ts'
import { ProvostError } from '#contract/errors.ts'
import { type IniFile, parseIni, readOption } from './ini-file.ts'
import { readTomlTable, type TomlValue } from './toml-table.ts'

/** Where an Alembic project keeps what. */
export interface AlembicProject {
  /** Where its `alembic.ini` (or `pyproject.toml`) lies, and where `alembic` is run. */
  readonly directory: string
  /** Null where the settings are in `pyproject.toml`, or there are none. */
  readonly iniFile: string | null
  readonly ini: IniFile
  readonly scriptLocation: string
  readonly versionLocations: readonly string[]
  readonly recursive: boolean
  /** Folders put before Python's own path. */
  readonly systemPath: readonly string[]
  /** The database of `sqlalchemy.url`, for its driver's name; null where the project names none. */
  readonly url: string | null
}

export const mainSection = 'alembic'

/** The engine that a project's `sqlalchemy.url` names; null where it names none, or one that Provost does not work on. */
export const engineOfUrl = (url: string | null): EngineKind | null => {
  const scheme = /^([a-z]+)(?:\+[a-z0-9_]+)?:/.exec(url ?? '')?.[1] ?? ''
  const engines: Readonly<Record<string, EngineKind>> = {
    postgresql: 'postgres',
    postgres: 'postgres',
    mysql: 'mysql',
    mariadb: 'mysql',
    sqlite: 'sqlite',
  }
  return Object.hasOwn(engines, scheme) ? (engines[scheme] ?? null) : null
}
const largestConfig = 1_000_000

const isFolder = async (path: string): Promise<boolean> => (await stat(path).catch(() => null))?.isDirectory() === true
export const isFile = async (path: string): Promise<boolean> => (await stat(path).catch(() => null))?.isFile() === true

const readText = async (path: string): Promise<string | null> => {
  const facts = await stat(path).catch(() => null)
  if (facts === null || !facts.isFile() || facts.size > largestConfig) return null
  return readFile(path, 'utf8').catch(() => null)
}

const invalid = (title: string, detail: string, ...remedy: string[]): ProvostError =>
  new ProvostError('migration.source-invalid', title, { detail, remedy })

/** An option's value wherever the project keeps its settings, with `%(here)s` put in. */
type Options = (name: string) => TomlValue | null

const iniOptions =
  (ini: IniFile, here: string): Options =>
  (name) =>
    readOption(ini, mainSection, name, { here })

const tomlOptions = (table: ReadonlyMap<string, TomlValue>, here: string): Options => {
  const fill = (text: string): string => text.replaceAll('%(here)s', here).replaceAll('%%', '%')
  return (name) => {
    const value = table.get(name)
    if (value === undefined) return null
    return typeof value === 'string' ? fill(value) : typeof value === 'boolean' ? value : value.map(fill)
  }
}

const separators: Readonly<Record<string, RegExp>> = {
  space: /\s+/,
  newline: /\n+/,
  os: new RegExp(`\\${delimiter}`),
  ':': /:/,
  ';': /;/,
}

/** Without a separator named: commas and spaces, as Alembic did before it had one; its path for Python also knows colons. */
const split = (value: TomlValue | null, separator: TomlValue | null, plain: RegExp): readonly string[] => {
  if (value === null || typeof value === 'boolean') return []
  if (typeof value !== 'string') return value
  const pattern = typeof separator === 'string' && separator !== '' ? separators[separator] : plain
  if (pattern === undefined)
    throw invalid(
      'The separator of the version locations is none that Alembic knows.',
      `path_separator = ${String(separator)}`,
      'Write one of: space, newline, os, :, ;.',
    )
  return value
    .split(pattern)
    .map((part) => part.trim())
    .filter((part) => part !== '')
}

/** A folder as written: a path from the project's folder, or `package:folder` of a Python package that lies in it. */
const place = async (written: string, directory: string, systemPath: readonly string[]): Promise<string> => {
  const [packageName, inside] = isAbsolute(written) ? [] : written.split(':')
  if (packageName === undefined || inside === undefined) return resolve(directory, written)
  const roots = [directory, ...systemPath, join(directory, 'src')]
  for (const root of roots) {
    const path = join(root, ...packageName.split('.'), inside)
    if (await isFolder(path)) return path
  }
  throw invalid(
    `The Python package "${packageName}" of the script location is not in the project.`,
    `${written}; looked in ${roots.join(', ')}`,
    'Write script_location as a path, %(here)s/… .',
  )
}

const projectOf = async (directory: string, iniFile: string | null, ini: IniFile, options: Options): Promise<AlembicProject> => {
  const text = (name: string): string | null => {
    const value = options(name)
    return typeof value === 'string' ? value : null
  }
  const scripts = text('script_location')
  if (scripts === null || scripts.trim() === '')
    throw invalid(
      'The Alembic project does not say where its scripts are.',
      `${iniFile ?? join(directory, 'pyproject.toml')} has no script_location`,
      'Set script_location there, as `alembic init` does.',
    )
  const separator = options('path_separator') ?? options('version_path_separator')
  const systemPath = split(options('prepend_sys_path'), options('path_separator'), /, *| +|:/).map((part) => resolve(directory, part))
  const scriptLocation = await place(scripts.trim(), directory, systemPath)
  const locations = split(options('version_locations'), separator, /, *| +/)
  const recursive = options('recursive_version_locations')
  return {
    directory,
    iniFile,
    ini,
    scriptLocation,
    versionLocations:
      locations.length === 0
        ? [join(scriptLocation, 'versions')]
        : await Promise.all(locations.map((location) => place(location, directory, systemPath))),
    recursive: recursive === true || recursive === 'true',
    systemPath,
    url: text('sqlalchemy.url'),
  }
}

const noIni: IniFile = { sections: new Map(), repeated: [] }

/** A folder with `env.py` and `versions/` is itself what `script_location` would name; its settings are looked for above it. */
const isScriptFolder = async (directory: string): Promise<boolean> =>
  (await isFile(join(directory, 'env.py'))) && (await isFolder(join(directory, 'versions')))

interface Settings {
  readonly iniFile: string | null
  readonly ini: IniFile
  readonly options: Options
}

const settingsIn = async (directory: string): Promise<Settings | null> => {
  const iniFile = join(directory, 'alembic.ini')
  const text = await readText(iniFile)
  const table = readTomlTable((await readText(join(directory, 'pyproject.toml'))) ?? '', 'tool.alembic')
  const fromToml = table === null ? null : tomlOptions(table, directory)
  if (text === null) return fromToml === null ? null : { iniFile: null, ini: noIni, options: fromToml }
  const ini = parseIni(text)
  // Alembic itself stops there: which of the two it would have meant cannot be told.
  if (ini.repeated.length > 0)
    throw invalid(
      'The alembic.ini has something twice, and Python refuses such a file.',
      `${iniFile}: ${ini.repeated.slice(0, 5).join(', ')}${ini.repeated.length > 5 ? ', …' : ''}`,
      'Keep each section and each option once; every `alembic` command reads it then.',
    )
  const fromIni = iniOptions(ini, directory)
  if (!ini.sections.has(mainSection) && fromToml === null)
    throw invalid('The alembic.ini has no section [alembic].', iniFile, 'Write the settings under [alembic].')
  // Since 1.16 code settings may stand in pyproject.toml while the ini keeps the database.
  return { iniFile, ini, options: (name) => fromIni(name) ?? fromToml?.(name) ?? null }
}

/** Finds an Alembic project in a folder; null where there is none. @throws ProvostError `migration.source-invalid` */
export const findAlembicProject = async (directory: string): Promise<AlembicProject | null> => {
  const here = resolve(directory)
  const settings = await settingsIn(here)
  if (settings !== null) return projectOf(here, settings.iniFile, settings.ini, settings.options)
  if (!(await isScriptFolder(here))) return null
  const above = await settingsIn(resolve(here, '..'))
  if (above !== null) {
    const project = await projectOf(resolve(here, '..'), above.iniFile, above.ini, above.options).catch(() => null)
    if (project?.scriptLocation === here) return project
  }
  return projectOf(here, null, noIni, (name) => (name === 'script_location' ? here : null))
}

/** Whether a folder looks like an Alembic project; nothing is judged of it yet. */
export const looksLikeAlembic = async (directory: string): Promise<boolean> => {
  const names: readonly string[] = await readdir(directory).catch(() => [])
  if (names.includes('alembic.ini')) return true
  if (names.includes('pyproject.toml') && readTomlTable((await readText(join(directory, 'pyproject.toml'))) ?? '', 'tool.alembic') !== null)
    return true
  return isScriptFolder(directory)
}
