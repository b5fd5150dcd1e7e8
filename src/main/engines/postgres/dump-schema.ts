import { readdirSync } from 'node:fs'
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir, userInfo } from 'node:os'
import { join } from 'node:path'
import { cancelled, childEnvironment, findProgram, startProgram } from '../../foundation/processes/index.ts'
import type { ScratchRequest } from '../scratch-work.ts'
import { throughTunnel } from '../tunnel/index.ts'

interface DumpProgram {
  readonly path: string
  readonly version: number
}

const run = async (
  path: string,
  args: readonly string[],
  environment: NodeJS.ProcessEnv,
  signal?: AbortSignal,
): Promise<{ readonly code: number | null; readonly output: string; readonly words: string }> => {
  let output = ''
  let words = ''
  const program = startProgram(path, args, {
    environment: { ...environment, LC_ALL: 'C' },
    onOutput: (text) => {
      output += text
    },
    onWords: (text) => {
      words += text
    },
  })
  const stop = (): void => program.end()
  signal?.addEventListener('abort', stop, { once: true })
  // The program does not keep this process alive, and its end is waited for.
  const alive = setInterval(() => {}, 60_000)
  try {
    const { code } = await program.ended
    if (signal?.aborted) throw cancelled(signal)
    return { code, output, words }
  } finally {
    clearInterval(alive)
    signal?.removeEventListener('abort', stop)
  }
}

/** Where the packages of the systems put each version, besides the path. */
const versionFolders = (): string[] =>
  ['/usr/lib/postgresql', '/opt/homebrew/opt', '/usr/local/opt', 'C:\\Program Files\\PostgreSQL'].flatMap((parent) => {
    try {
      return readdirSync(parent)
        .filter((name) => /^(?:postgresql@)?\d+$/.test(name))
        .map((name) => join(parent, name, 'bin'))
    } catch {
      // No such folder on this system.
      return []
    }
  })

/** The oldest pg_dump on this machine that can read the server: an older one refuses, a much newer one writes what the server cannot read. */
const findDump = async (server: number): Promise<DumpProgram | null> => {
  const paths = new Set([findProgram('pg_dump'), ...versionFolders().map((folder) => findProgram(join(folder, 'pg_dump')))])
  const found: DumpProgram[] = []
  for (const path of paths) {
    if (path === null) continue
    const { output } = await run(path, ['--version'], childEnvironment(process.env, false))
    const version = Number(/\) (\d+)/.exec(output)?.[1])
    if (version >= server) found.push({ path, version })
  }
  return found.toSorted((a, b) => a.version - b.version)[0] ?? null
}

/** Commands of psql, and settings of newer servers, that pg_dump writes into its scripts. */
const runnable = (script: string): string =>
  script
    .split('\n')
    .filter((line) => !/^\\(?:un)?restrict\b|^SET (?:transaction_timeout|default_toast_compression)\b/.test(line))
    .join('\n')

/** Through a tunnel the certificate is still that of the far server's name. */
const environmentOf = ({ config, options }: ScratchRequest, passfile: string, tunnelled: boolean): NodeJS.ProcessEnv => {
  const { mode, ca, cert, key } = config.tls
  return {
    ...childEnvironment(process.env, false),
    PGPASSFILE: passfile,
    PGSSLMODE: mode,
    PGCONNECT_TIMEOUT: String(Math.max(2, Math.ceil(options.pool.connectTimeoutMs / 1000))),
    PGAPPNAME: options.applicationName,
    ...(ca === null ? {} : { PGSSLROOTCERT: ca }),
    ...(cert === null ? {} : { PGSSLCERT: cert }),
    ...(key === null ? {} : { PGSSLKEY: key }),
    ...(tunnelled ? { PGHOSTADDR: '127.0.0.1' } : {}),
  }
}

/** The schema as pg_dump writes it, or why it could not. The password goes through a file that only this user can read. */
export const dumpSchema = async (request: ScratchRequest): Promise<{ readonly sql: string } | { readonly why: string }> => {
  const { session, config, options } = request
  if ((config.tls.pin ?? null) !== null) return { why: 'pg_dump takes no pinned certificate.' }
  const [[number] = []] = await session.rows({ sql: 'show server_version_num', parameters: [] })
  const version = Math.floor(Number(number) / 10_000)
  const program = await findDump(version)
  if (program === null) return { why: `There is no pg_dump of version ${version} or newer on this machine.` }
  const folder = await mkdtemp(join(tmpdir(), 'provost-dump-'))
  try {
    const passfile = join(folder, 'pgpass')
    const password = (await options.password()) ?? ''
    await writeFile(passfile, `*:*:*:*:${password.replaceAll(/[\\:]/g, '\\$&')}\n`, { mode: 0o600 })
    const file = join(folder, 'schema.sql')
    const { code, words } = await throughTunnel(config, options.pool.connectTimeoutMs, (tunnel) =>
      run(
        program.path,
        [
          ...[
            '--schema-only',
            '--no-owner',
            '--no-privileges',
            '--no-publications',
            '--no-subscriptions',
            '--no-security-labels',
            '--no-tablespaces',
          ],
          ...['--no-password', '--file', file, '--host', config.host, '--port', String(tunnel?.port ?? config.port)],
          ...['--username', config.user ?? userInfo().username, '--dbname', config.database],
        ],
        environmentOf(request, passfile, tunnel !== null),
        options.signal,
      ),
    )
    if (code !== 0) return { why: `pg_dump failed: ${words.trim()}` }
    return { sql: runnable(await readFile(file, 'utf8')) }
  } finally {
    await rm(folder, { recursive: true, force: true })
  }
}
