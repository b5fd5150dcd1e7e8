import { readdir, readFile, realpath } from 'node:fs/promises'
import { delimiter, dirname, isAbsolute, join } from 'node:path'
import { findProgram } from '../../../foundation/processes/index.ts'

/** An `alembic` that can be run. */
export interface InstalledAlembic {
  readonly path: string
  /** From what is installed beside it; null where that cannot be told without running it. */
  readonly version: string | null
  /** The Python packages it can use. */
  readonly packages: readonly string[]
}

const binaries = process.platform === 'win32' ? 'Scripts' : 'bin'
const environments = ['.venv', 'venv', 'env']

const subfolders = async (folder: string, pattern: RegExp): Promise<string[]> =>
  (await readdir(folder).catch(() => [])).filter((name) => pattern.test(name)).map((name) => join(folder, name))

/** Where the interpreter of a script keeps its packages. */
const packageFolders = async (script: string): Promise<string[]> => {
  const first = (await readFile(script, 'latin1').catch(() => '')).slice(0, 400)
  // A path too long for a first line is on the second, behind /bin/sh.
  const interpreter = /^#!\s*([^\s"']*python[^\s"']*)/.exec(first)?.[1] ?? /exec['"]* ["']?([^\s"']*python[^\s"']*)/.exec(first)?.[1]
  const prefixes = [
    dirname(dirname(script)),
    ...(interpreter !== undefined && isAbsolute(interpreter) ? [dirname(dirname(interpreter))] : []),
  ]
  const folders: string[] = []
  for (const prefix of new Set(prefixes)) {
    folders.push(join(prefix, 'Lib', 'site-packages'), join(prefix, 'lib', 'python3', 'dist-packages'))
    for (const library of [join(prefix, 'lib'), join(prefix, 'local', 'lib')]) {
      for (const python of await subfolders(library, /^python3/)) folders.push(join(python, 'site-packages'), join(python, 'dist-packages'))
    }
  }
  return folders
}

const named = /^alembic-(\d+(?:\.\w+)*?)(?:\.dev\d+)?(?:-py[\d.]+)?\.(?:dist-info|egg-info)$/

/** What a program named `alembic` is, told by looking only. */
const lookAt = async (path: string): Promise<InstalledAlembic> => {
  const packages = new Set<string>()
  let version: string | null = null
  for (const folder of await packageFolders(await realpath(path).catch(() => path))) {
    const names = await readdir(folder).catch(() => [])
    for (const name of names) {
      packages.add(name)
      version ??= named.exec(name)?.[1] ?? null
    }
  }
  return { path, version, packages: [...packages] }
}

/**
 * The project's own `alembic`: in a virtual environment of its folder or the one above it, else on the path.
 * Null where there is none.
 */
export const findAlembic = async (directory: string, environment: NodeJS.ProcessEnv = process.env): Promise<InstalledAlembic | null> => {
  const folders = [directory, dirname(directory)].flatMap((folder) => environments.map((name) => join(folder, name, binaries)))
  const path = findProgram('alembic', { PATH: [...folders, environment['PATH'] ?? environment['Path'] ?? ''].join(delimiter) })
  return path === null ? null : lookAt(path)
}

/** Whether a version is at least another, by its first two numbers. */
export const isAtLeast = (version: string, major: number, minor: number): boolean => {
  const [first = 0, second = 0] = version.split('.').map((part) => Number.parseInt(part, 10))
  return first > major || (first === major && second >= minor)
}
