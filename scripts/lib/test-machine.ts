import { spawnSync } from 'node:child_process'
import { chmodSync, existsSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { delimiter, join } from 'node:path'
import { chromiumProgram } from '../../test/e2e/chromium.ts'
import { postgresBinaries } from '../../test/servers/postgres-binaries.ts'

interface Need {
  readonly what: string
  readonly debianPackage: string
  readonly isThere: () => boolean
}

const onPath = (name: string): boolean =>
  [...(process.env['PATH'] ?? '').split(delimiter), '/usr/sbin'].some((folder) => existsSync(join(folder, name)))

const hasPostgres15 = (): boolean => {
  try {
    return postgresBinaries(15) !== ''
  } catch {
    return false
  }
}

const program = (name: string, debianPackage: string): Need => ({ what: name, debianPackage, isThere: () => onPath(name) })

/** For the system's own Python, whose alembic the tests run. */
const pythonPackage = (name: string, debianPackage: string): Need => ({
  what: `Python’s ${name}`,
  debianPackage,
  isThere: () => existsSync(join('/usr/lib/python3/dist-packages', name)),
})

const needs: readonly Need[] = [
  { what: 'PostgreSQL 15', debianPackage: 'postgresql-15', isThere: hasPostgres15 },
  program('mariadbd', 'mariadb-server'),
  program('mariadb-install-db', 'mariadb-server'),
  { what: 'Chromium', debianPackage: 'chromium', isThere: () => chromiumProgram() !== null },
  program('gnome-keyring-daemon', 'gnome-keyring'),
  program('dbus-run-session', 'dbus-daemon'),
  program('pgbouncer', 'pgbouncer'),
  program('openssl', 'openssl'),
  program('setpriv', 'util-linux'),
  program('ssh', 'openssh-client'),
  program('sshd', 'openssh-server'),
  program('alembic', 'alembic'),
  pythonPackage('psycopg2', 'python3-psycopg2'),
  pythonPackage('pymysql', 'python3-pymysql'),
]

const missing = (): Need[] => (process.platform === 'linux' ? needs : needs.slice(0, 4)).filter((need) => !need.isThere())

const isDebian = (): boolean => existsSync('/usr/bin/apt-get') && /^(ID|ID_LIKE)=.*debian/m.test(readFileSync('/etc/os-release', 'utf8'))

const apt = (args: readonly string[]): boolean =>
  spawnSync('apt-get', ['-o', 'DPkg::Lock::Timeout=300', ...args], {
    stdio: ['ignore', 2, 2],
    env: { ...process.env, DEBIAN_FRONTEND: 'noninteractive' },
  }).status === 0

/** Debian asks this file before it starts a service: the tests start their own servers and want no other. */
const withoutServices = <Result>(work: () => Result): Result => {
  const policy = '/usr/sbin/policy-rc.d'
  if (existsSync(policy)) return work()
  writeFileSync(policy, '#!/bin/sh\nexit 101\n')
  chmodSync(policy, 0o755)
  try {
    return work()
  } finally {
    rmSync(policy)
  }
}

/**
 * Sees that the programs the tests run are there: as root on Debian by installing them, elsewhere by saying what is missing.
 * Gives the words that say so, null where all is well.
 */
export function prepareMachine(): string | null {
  const absent = missing()
  if (absent.length === 0) return null
  const packages = [...new Set(absent.map((need) => need.debianPackage))]
  if (isDebian() && process.getuid?.() === 0) {
    process.stderr.write(`Installing what the tests run: ${packages.join(' ')}\n`)
    withoutServices(() => apt(['update', '-qq']) && apt(['install', '-y', '-qq', '--no-install-recommends', ...packages]))
  }
  const still = missing()
  if (still.length === 0) return null
  const debian = `sudo apt-get install --no-install-recommends ${packages.join(' ')}`
  return [
    `The tests run programs that are missing here: ${still.map((need) => need.what).join(', ')}.`,
    `On Debian 12: ${debian}`,
    'Elsewhere: install them by the means of your system. npm run typecheck, npm run lint and npm run test:unit need none of them.',
  ].join('\n')
}
