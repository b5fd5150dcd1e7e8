import { chmod, mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import type { ConnectionTest } from '../../src/contract/connection-test.ts'
import { provost } from './cli-process.ts'
import {
  failuresOfFiles,
  failuresOfMariadb,
  failuresOfPostgres,
  failuresOfSsh,
  failuresOfTheNetwork,
  failuresOfTls,
  type Prepared,
  planted,
} from './connection-failures-kit.ts'
import { afterwards } from './connection-test-kit.ts'

/** The command line's contract: every code by which a connection fails. */
const contract =
  `host-not-found refused timeout unreachable reset wrong-service tls-required tls-unsupported tls-untrusted tls-hostname-mismatch tls-expired
  tls-client-cert-required tls-protocol auth-failed no-password host-not-allowed database-missing database-denied permission-denied too-many-connections
  starting-up account-locked password-expired auth-method-unsupported file-missing file-not-a-database file-empty file-corrupt file-permission busy ssh-failed
  ssh-host-key insecure-refused`.split(/\s+/)

/** The promise is the connect time-out and a second. Only what has to wait for all of it is given a short one: the machine may be slow. */
const shortMs = 1500
const longMs = 8000

const prepared = await Promise.all([
  failuresOfPostgres(),
  failuresOfTls(),
  failuresOfMariadb(),
  failuresOfTheNetwork(),
  failuresOfSsh(),
  failuresOfFiles(),
])
const failures = prepared.flat()

const workspaces = await mkdtemp(join(tmpdir(), `pv-${process.pid}-failing-`))
await chmod(workspaces, 0o777)
afterwards(() => rm(workspaces, { recursive: true, force: true }))

const run = async ({ url, args = [], environment, through, waits }: Prepared, place: string) => {
  const timeoutMs = waits ? shortMs : longMs
  const result = await provost(
    join(workspaces, place),
    ['connection', 'test', '--url', url, ...args, '--timeout', String(timeoutMs), '--json'],
    { environment: { HOME: workspaces, ...environment }, ...(through === undefined ? {} : { through }) },
  )
  return { result, timeoutMs }
}

it('has a failure prepared for every code of the contract, and for no other', () => {
  expect([...new Set(failures.map(({ code }) => code))].toSorted()).toEqual(contract.toSorted())
})

describe.concurrent('connection test, on the command line', () => {
  it.each(failures.map((failure, index) => [failure.what, failure.code, failure, `w${index}`] as const))(
    'tells %s as connection.%s, in time and without the password',
    async (_what, code, failure, place) => {
      const { result, timeoutMs } = await run(failure, place)
      const test = result.json<ConnectionTest>()
      expect(test.failure?.code, result.stdout).toBe(`connection.${code}`)
      expect(result.exit).toBe(1)
      expect(test.ms).toBeLessThan(timeoutMs + 1000)
      expect(test.failure?.remedy.length).toBeGreaterThan(0)
      expect(result.stdout + result.stderr).not.toContain(planted)
    },
  )
})
