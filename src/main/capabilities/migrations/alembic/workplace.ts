import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir, userInfo } from 'node:os'
import { delimiter, join } from 'node:path'
import { ProvostError } from '#contract/errors.ts'
import { type EngineConfig, openTunnel, type Tunnel, tunnelConnectTimeoutMs } from '../../../engines/index.ts'
import { processLives } from '../../../foundation/processes/index.ts'
import type { WorkOn } from '../tool.ts'
import { type AlembicFailure, readFailure } from './failure.ts'
import { guardScript } from './guard-script.ts'
import { mainSection } from './project.ts'
import type { AlembicSource } from './source.ts'

/** A folder from which `alembic` is run on one database, and on no other. */
export interface Workplace {
  /** The settings for `alembic -c`. */
  readonly iniFile: string
  /** Numbers that the server gave alembic's sessions. */
  sessions(): Promise<readonly number[]>
  /** What env.py broke off with; null where it did not get that far. */
  failure(): Promise<AlembicFailure | null>
  /** Takes what must not be shown out of a text. */
  redact(text: string): string
  remove(): Promise<void>
}

const quote = encodeURIComponent

/** The driver of a URL by what the project's packages are; SQLAlchemy's own choice where nothing is known. */
const schemeOf = (engine: EngineConfig['engine'], { project, installed }: AlembicSource): string => {
  const named = /^([a-z]+)(\+[a-z0-9_]+)?:/.exec(project.url ?? '')
  const has = (name: string): boolean => installed?.packages.includes(name) === true
  if (engine === 'sqlite') return 'sqlite'
  if (engine === 'postgres') {
    if (named?.[1] === 'postgresql' && named[2] !== undefined) return `postgresql${named[2]}`
    return has('psycopg2') || !has('psycopg') ? 'postgresql' : 'postgresql+psycopg'
  }
  if ((named?.[1] === 'mysql' || named?.[1] === 'mariadb') && named[2] !== undefined) return `${named[1]}${named[2]}`
  return has('MySQLdb') && !has('pymysql') ? 'mysql' : 'mysql+pymysql'
}

const noPin = (): ProvostError =>
  new ProvostError('migration.tool-failed', 'The connection takes one pinned certificate only, which alembic cannot be told.', {
    remedy: ['Have the server show a certificate of an authority, and name that in the connection’s TLS settings (CA file).'],
  })

const noFolder = (cause: unknown): ProvostError =>
  new ProvostError('migration.tool-failed', `No folder for alembic can be made in ${tmpdir()}.`, {
    detail: String(cause),
    remedy: ['Let TMPDIR name a folder that this user may write in.'],
    cause,
  })

interface Address {
  readonly host: string
  readonly port: number
  /** Where the host's name is not where to connect: the near end of a tunnel. */
  readonly address: string | null
}

/** In a tunnel the far server's name stays for the certificate; drivers that cannot tell the two apart check no name. */
const addressOf = (config: Exclude<EngineConfig, { engine: 'sqlite' }>, tunnel: Tunnel | null): Address => {
  if (tunnel === null) return { host: config.host, port: config.port, address: null }
  const named = config.tls.mode === 'verify-full'
  return { host: named ? config.host : tunnel.host, port: tunnel.port, address: named ? tunnel.host : null }
}

/** Which database alembic is led to; `offline` where to none. */
export type WorkplaceFor = Pick<WorkOn, 'config' | 'limits' | 'password' | 'signal'> & { readonly offline?: boolean }

const limitsOf = ({ config, limits }: WorkplaceFor): Record<string, number | string> => {
  const { lockTimeoutMs, statementTimeoutMs } = limits
  if (config.engine === 'postgres')
    return { lock_timeout: lockTimeoutMs, statement_timeout: statementTimeoutMs, application_name: 'provost-alembic' }
  // Python's driver of SQLite has the limit as an argument, in seconds.
  if (config.engine === 'sqlite') return { timeout: lockTimeoutMs / 1000 }
  // MariaDB and MySQL count seconds, and name their limits of a statement differently; whoever waits for alembic has the limit.
  const seconds = Math.max(1, Math.ceil(lockTimeoutMs / 1000))
  return { lock_wait_timeout: seconds, innodb_lock_wait_timeout: seconds }
}

/** An option in an ini file, for which a percent sign begins a name. */
const line = (name: string, value: string): string => `${name} = ${value.replaceAll('%', '%%').replaceAll('\n', '\n  ')}`

/** Settings that would be read in another sense here: what they say is in `target.json`. */
const dropped = new Set(['path_separator', 'prepend_sys_path'])

/** The project's own settings with its places made absolute and the database replaced. Other sections stay as written. */
const iniText = (source: AlembicSource, folder: string, url: string): string => {
  const { project } = source
  const replaced: Record<string, string> = {
    script_location: folder,
    version_locations: project.versionLocations.join(delimiter),
    version_path_separator: 'os',
    ...(project.recursive ? { recursive_version_locations: 'true' } : {}),
    'sqlalchemy.url': url,
  }
  const here = project.directory.replaceAll('%', '%%')
  // `here` would be the folder of this file; the project means its own.
  const kept = (text: string): string => text.replaceAll('%(here)s', here).replaceAll('\n', '\n  ')
  const sections = [...project.ini.sections].map(([name, options]) => {
    const own = [...options].filter(([key]) => name !== mainSection || !(key in replaced || dropped.has(key)))
    const lines = own.map(([key, value]) => `${key} = ${kept(value)}`)
    const added = name === mainSection ? Object.entries(replaced).map(([key, value]) => line(key, value)) : []
    return [`[${name}]`, ...lines, ...added].join('\n')
  })
  if (!project.ini.sections.has(mainSection))
    sections.push([`[${mainSection}]`, ...Object.entries(replaced).map(([key, value]) => line(key, value))].join('\n'))
  return `${sections.join('\n\n')}\n`
}

const prefix = 'provost-alembic-'

/** Removes what consoles that were killed left behind. */
const sweep = async (): Promise<void> => {
  for (const name of await readdir(tmpdir()).catch(() => [])) {
    const pid = new RegExp(`^${prefix}(\\d+)-`).exec(name)?.[1]
    // Another user's folder is theirs to remove.
    if (pid !== undefined && !processLives(Number(pid)))
      await rm(join(tmpdir(), name), { recursive: true, force: true }).catch(() => undefined)
  }
}

/** A server's words may repeat a URL with what it was given. */
const urlPassword = /(\/\/[^\s:/@]*:)[^\s@/]+@/g

/**
 * Makes the folder: 0700, the files in it 0600, removed afterwards. The password stands in one of them, until that is read, and nowhere
 * else: arguments can be read by every user of the machine, an environment by every program of this user and by what alembic itself
 * starts.
 */
export const makeWorkplace = async (work: WorkplaceFor, source: AlembicSource): Promise<Workplace> => {
  const { config } = work
  if (config.engine !== 'sqlite' && config.tls.pin !== undefined && config.tls.pin !== null) throw noPin()
  const password = config.engine === 'sqlite' ? null : await work.password()
  await sweep()
  // 0700 by mkdtemp itself.
  const folder = await mkdtemp(join(tmpdir(), `${prefix}${process.pid}-`)).catch((error: unknown) => {
    throw noFolder(error)
  })
  let tunnel: Tunnel | null = null
  const remove = async (): Promise<void> => {
    tunnel?.release()
    await rm(folder, { recursive: true, force: true })
  }
  try {
    if (config.engine !== 'sqlite' && config.ssh !== undefined && config.ssh !== null) {
      const through = { ssh: config.ssh, host: config.host, port: config.port }
      tunnel = await openTunnel(through, { deadlineMs: tunnelConnectTimeoutMs, signal: work.signal })
    }
    const near = config.engine === 'sqlite' ? null : addressOf(config, tunnel)
    const scheme = schemeOf(config.engine, source)
    const username = config.engine === 'sqlite' ? null : (config.user ?? userInfo().username)
    // Without the password: env.py is led to the place with it anyway.
    const login = username === null ? '' : `${quote(username)}@`
    const host = near?.host.includes(':') ? `[${near.host}]` : (near?.host ?? '')
    const url =
      config.engine === 'sqlite' ? `sqlite:///${config.path}` : `${scheme}://${login}${host}:${near?.port ?? 0}/${config.database}`
    const target = {
      username,
      password,
      host: near?.host ?? null,
      port: near?.port ?? null,
      database: config.engine === 'sqlite' ? config.path : config.database,
      path: source.project.systemPath,
      dialects: config.engine === 'postgres' ? ['postgresql'] : config.engine === 'mysql' ? ['mysql', 'mariadb'] : ['sqlite'],
      address: near?.address ?? null,
      tls: config.engine === 'sqlite' ? { mode: 'disable', ca: null, cert: null, key: null } : config.tls,
      limits: limitsOf(work),
      offline: work.offline === true,
      env: join(source.project.scriptLocation, 'env.py'),
      versions: source.project.versionLocations,
      version_table: source.versionTable.name,
    }
    const iniFile = join(folder, 'alembic.ini')
    const closed = { mode: 0o600 }
    await writeFile(iniFile, iniText(source, folder, url), closed)
    await writeFile(join(folder, 'target.json'), JSON.stringify(target), closed)
    await writeFile(join(folder, 'env.py'), guardScript, closed)
    const hidden =
      password === null || password === '' ? [] : [...new Set([password, quote(password), quote(password).replaceAll('%', '%%')])]
    const redact = (text: string): string =>
      hidden.reduce((kept, secret) => kept.replaceAll(secret, '•••'), text.replace(urlPassword, '$1•••@')).replaceAll(folder, '(settings)')
    return {
      iniFile,
      async sessions() {
        const text = await readFile(join(folder, 'sessions'), 'latin1').catch(() => '')
        return text.split('\n').flatMap((number) => (/^\d+$/.test(number) ? [Number(number)] : []))
      },
      async failure() {
        const text = await readFile(join(folder, 'failure.json'), 'utf8').catch(() => null)
        return text === null ? null : readFailure(text, redact)
      },
      redact,
      remove,
    }
  } catch (error) {
    await remove()
    throw error
  }
}
