import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createRouterClient } from '@orpc/server'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { ConnectionName } from '../../src/contract/ids.ts'
import { openConsole } from '../../src/main/console.ts'
import { openConnectionBook } from '../../src/main/fleet/registry/index.ts'
import { openVault } from '../../src/main/foundation/credentials/index.ts'
import { startNodeChild } from '../../src/main/foundation/processes/index.ts'
import { holdLock, openState } from '../../src/main/foundation/state/index.ts'
import { makeCheapVault } from '../integration/cheap-vault.ts'
import {
  freshName,
  type PrivateServer,
  type SharedServerName,
  sharedServer,
  startPgbouncer,
  startPostgres,
  type TestPgbouncer,
} from '../servers/index.ts'
import { runChild } from './children/run-child.ts'
import { rotateByPoints } from './rotate-by-points.ts'

const environment = { PROVOST_VAULT: 'file', PROVOST_VAULT_PASSPHRASE: 'open sesame' }
const name = 'lms' as ConnectionName
/** A second connection of the same account. */
const other = 'lms-second' as ConnectionName

let folder: string
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), `pv-${process.pid}-rotate-`))
})
afterAll(() => rm(folder, { recursive: true, force: true }))

/** A console on the workspace, as the next start of Provost would be. */
const withConsole = async <Value>(workspace: string, work: (client: ReturnType<typeof clientOf>) => Promise<Value>): Promise<Value> => {
  const opened = openConsole({ directory: workspace, environment, startChild: startNodeChild })
  try {
    return await work(clientOf(opened))
  } finally {
    await opened.close()
  }
}
const clientOf = (opened: ReturnType<typeof openConsole>) =>
  createRouterClient(opened.router, { context: () => opened.context(null, 'command-line') })

/** Whether both connections of the account log in, on sessions opened now. */
const works = (workspace: string): Promise<boolean> =>
  withConsole(workspace, async (client) => {
    for (const each of [name, other]) if ((await client.connections.query({ name: each, sql: 'select 1' })).rows.length !== 1) return false
    return true
  })

const prepare = async (server: SharedServerName, workspace: string): Promise<{ user: string; first: string }> => {
  const { execute, createDatabase, kind, port } = sharedServer(server)
  const [user, first] = [freshName('rot'), 'the-first-password']
  const database = await createDatabase()
  await execute(
    database,
    kind === 'postgres'
      ? `create role ${user} login password '${first}'`
      : `create user ${user}@'%' identified by '${first}'; grant select on ${database}.* to ${user}@'%'`,
  )
  await makeCheapVault(workspace, environment.PROVOST_VAULT_PASSPHRASE)
  const scheme = kind === 'postgres' ? 'postgresql' : 'mysql'
  await withConsole(workspace, async (client) => {
    for (const each of [name, other])
      await client.connections.add({ name: each, url: `${scheme}://${user}:${first}@127.0.0.1:${port}/${database}` })
  })
  return { user, first }
}

const logsIn = async (server: SharedServerName, user: string, password: string): Promise<boolean> => {
  const { connectToServer } = await import('../servers/known-server.ts')
  const known = sharedServer(server)
  return connectToServer({ ...known, user, password })
    .execute(known.kind === 'postgres' ? 'postgres' : '', 'select 1')
    .then(
      () => true,
      () => false,
    )
}

/** More than any rotation has. */
const mostPoints = 80

describe.each<[string, SharedServerName]>([
  ['PostgreSQL', 'postgres15'],
  ['MariaDB', 'mariadb'],
])('a rotation on %s', (_title, server) => {
  it('replaces the password in the server and in the vault', async () => {
    const workspace = join(folder, freshName('w'))
    const { user, first } = await prepare(server, workspace)
    await withConsole(workspace, async (client) => {
      // Sessions that were open before do not keep the old password alive.
      await client.connections.query({ name, sql: 'select 1' })
      const rotated = await client.connections.rotate({ name })
      expect(rotated).toMatchObject({ connection: 'lms', passwordIn: 'file', also: ['lms-second'], byHand: [] })
      await client.connections.query({ name, sql: 'select 1' })
      const [line] = (await client.audit.list({})).entries.filter(({ action }) => action === 'connection.rotate')
      expect(line).toMatchObject({ outcome: 'done', target: 'lms', detail: { also: ['lms-second'] } })
    })
    expect(await logsIn(server, user, first)).toBe(false)
    expect(await works(workspace)).toBe(true)
  })

  /** One rotation that breaks off at a point: where that was, or null where there was no such point. */
  const breaks = {
    async kill(workspace: string, at: number): Promise<string | null> {
      const child = runChild('rotate-password.ts', [workspace, 'lms', String(at)], { environment: { ...process.env, ...environment } })
      const { signal, errors } = await child.ended
      const point = child.lines.find((line) => line.startsWith('broke at '))
      if (point === undefined) expect(child.lines, errors).toEqual(['rotated'])
      else expect(signal, point).toBe('SIGKILL')
      return point ?? null
    },
    async throw(workspace: string, at: number): Promise<string | null> {
      let point: string | null = null
      const onPoint = (number: number, what: string): void => {
        if (number !== at) return
        point = what
        throw new Error(`A fault at ${what}`)
      }
      const end = await rotateByPoints({ directory: workspace, name, environment: { ...process.env, ...environment }, onPoint })
      if (point === null) expect(end).toBe('rotated')
      return point
    },
  }

  it.concurrent.each(['kill', 'throw'] as const)('leaves a connection that works wherever it breaks off: %s', async (how) => {
    const workspace = join(folder, freshName('w'))
    await prepare(server, workspace)
    const broken: string[] = []
    for (let at = 1; at <= mostPoints; at++) {
      const point = await breaks[how](workspace, at)
      if (point === null) break
      broken.push(point)
      expect(await works(workspace), point).toBe(true)
    }
    // Every step of the work was met, and the last run had none left.
    for (const step of ['mark true', 'vault.set next', 'login', 'vault.set present', 'vault.delete', 'mark false'])
      expect(broken.join('\n')).toContain(step)
    expect(broken.length).toBeLessThan(mostPoints)
  })
})

describe.each<[string, SharedServerName]>([
  ['PostgreSQL', 'postgres15'],
  ['MariaDB', 'mariadb'],
])('a connection of the same account to a database that is none, on %s', (_title, server) => {
  it('gets the new password, for the server told it from the old one', async () => {
    const workspace = join(folder, freshName('w'))
    await prepare(server, workspace)
    await withConsole(workspace, async (client) => {
      await client.connections.change({ name: other, database: 'no_such_database' })
      expect(await client.connections.rotate({ name })).toMatchObject({ also: [other], byHand: [] })
      const { database } = (await client.connections.show({ name })).connection
      await client.connections.change({ name: other, database })
    })
    expect(await works(workspace)).toBe(true)
  })
})

describe('connections of the same account', () => {
  const rightly = async (workspace: string): Promise<{ user: string; first: string }> => {
    const made = await prepare('postgres15', workspace)
    const { port } = sharedServer('postgres15')
    const url = (user: string, host = '127.0.0.1'): string => `postgresql://${user}@${host}:${port}/postgres`
    await withConsole(workspace, async (client) => {
      await client.connections.add({ name: 'asks', url: url(made.user), askPassword: true })
      await client.connections.add({ name: 'runs', url: url(made.user), passwordCommand: ['pass', 'lms'] })
      await client.connections.add({ name: 'elsewhere', url: url(made.user, 'localhost'), password: made.first })
      await client.connections.add({ name: 'somebody', url: url('somebody'), password: 'theirs' })
    })
    return made
  }

  it('are told before anything is done, with those that Provost cannot change', async () => {
    const workspace = join(folder, freshName('w'))
    const { user, first } = await rightly(workspace)
    await withConsole(workspace, async (client) => {
      const plan = await client.connections.rotate({ name, dryRun: true })
      expect(plan).toMatchObject({ dryRun: true, rotatedAt: null, also: ['lms-second'], production: false })
      expect(plan.byHand).toEqual([
        { connection: 'asks', where: 'It asks a person each time.', differs: false },
        { connection: 'runs', where: 'It is printed by the command pass.', differs: false },
      ])
      expect((await client.audit.list({})).entries.filter(({ action }) => action === 'connection.rotate')).toEqual([])
    })
    expect(await logsIn('postgres15', user, first)).toBe(true)
    await withConsole(workspace, (client) => client.connections.rotate({ name: other }))
    expect(await works(workspace)).toBe(true)
  })

  it('whose vault missed an earlier change get the password that works', async () => {
    const workspace = join(folder, freshName('w'))
    await prepare('postgres15', workspace)
    await withConsole(workspace, async (client) => {
      await client.connections.change({ name: other, password: 'of long ago' })
      await client.connections.rotate({ name })
    })
    expect(await works(workspace)).toBe(true)
  })

  it('are asked about as they are when nobody else changes a password, not as they were before', async () => {
    const workspace = join(folder, freshName('w'))
    const { user, first } = await prepare('postgres15', workspace)
    const letGo = await holdLock(join(workspace, 'rotation.lock'), 1000)
    await withConsole(workspace, async (client) => {
      const rotation = client.connections.rotate({ name }).catch((error: { data?: { code?: string } }) => error.data?.code)
      // Another console adds a third, in production, while this one waits.
      const url = `postgresql://${user}:${first}@127.0.0.1:${sharedServer('postgres15').port}/postgres`
      await withConsole(workspace, (elsewhere) => elsewhere.connections.add({ name: 'lms-third', url, environment: 'production' }))
      letGo()
      expect(await rotation).toBe('confirmation.missing')
      const [line] = (await client.audit.list({})).entries.filter(({ action }) => action === 'connection.rotate')
      expect(line).toMatchObject({ outcome: 'refused', detail: { also: ['lms-second', 'lms-third'] } })
    })
    expect(await logsIn('postgres15', user, first)).toBe(true)
  })

  it('for which the vault fails once the server has the new password are told by name, and finished by their next login', async () => {
    const workspace = join(folder, freshName('w'))
    const { user, first } = await prepare('postgres15', workspace)
    let written = 0
    const onPoint = (_number: number, what: string): void => {
      if (what === 'before vault.set present' && ++written > 1) throw new Error('The vault is full')
    }
    const end = await rotateByPoints({ directory: workspace, name, environment: { ...process.env, ...environment }, onPoint })
    expect(end).toContain('The password of lms was replaced; it is not yet written for lms-second.')
    expect(end).toContain('provost connection test lms-second')
    expect(await logsIn('postgres15', user, first)).toBe(false)
    expect(await works(workspace)).toBe(true)
  })

  it('that cannot be asked keep both passwords, can be changed meanwhile, and find out by their next login', async () => {
    const workspace = join(folder, freshName('w'))
    const { user } = await prepare('postgres15', workspace)
    const { execute, createDatabase } = sharedServer('postgres15')
    // Nobody is let in there: the server says so before and after it has looked at a password.
    const shut = await createDatabase()
    await execute('postgres', `alter database ${shut} connection limit 0`)
    await withConsole(workspace, async (client) => {
      await client.connections.change({ name: other, database: shut })
      const rotated = await client.connections.rotate({ name })
      expect(rotated).toMatchObject({
        also: [],
        byHand: [{ connection: other, where: expect.stringContaining('keeps both'), differs: true }],
      })
      await client.connections.change({ name: other, database: 'postgres' })
    })
    expect(await works(workspace), user).toBe(true)
  })

  it('are not touched in production without the name typed', async () => {
    const workspace = join(folder, freshName('w'))
    const { user, first } = await prepare('postgres15', workspace)
    await withConsole(workspace, async (client) => {
      await client.connections.change({ name: other, environment: 'production' })
      const code = (confirm?: string) =>
        client.connections.rotate({ name, confirm }).then(
          () => 'done',
          (error: { data?: { code?: string } }) => error.data?.code,
        )
      expect(await code()).toBe('confirmation.missing')
      expect(await code('lms-second')).toBe('confirmation.wrong')
      expect(await logsIn('postgres15', user, first)).toBe(true)
      expect(await code('lms')).toBe('done')
    })
    expect(await works(workspace)).toBe(true)
  })
})

describe('two servers behind one address', () => {
  let servers: PrivateServer[]
  let pooler: TestPgbouncer
  beforeAll(async () => {
    servers = await Promise.all([startPostgres(), startPostgres()])
    const [one, two] = servers
    if (one === undefined || two === undefined) throw new Error('Two servers were started')
    for (const [server, database] of [
      [one, 'north'],
      [two, 'south'],
    ] as const) {
      await server.createDatabase(database)
    }
    // Whoever logs in is looked up in the server that the database leads to.
    const settings = [`auth_user = ${one.user}`, 'ignore_startup_parameters = options,extra_float_digits']
    pooler = await startPgbouncer(one, { mode: 'session', elsewhere: { south: two }, settings })
  })
  afterAll(async () => {
    await pooler.stop()
    for (const server of servers) await server.stop()
  })

  /** The same user name on both, each with a connection through the pooler. */
  const twins = async (passwords: readonly [string, string], stored = passwords) => {
    const [workspace, user] = [join(folder, freshName('w')), freshName('twin')]
    for (const [at, server] of servers.entries()) await server.execute('postgres', `create role ${user} login password '${passwords[at]}'`)
    await makeCheapVault(workspace, environment.PROVOST_VAULT_PASSPHRASE)
    const url = (database: string, password: string) => `postgresql://${user}:${password}@127.0.0.1:${pooler.port}/${database}`
    await withConsole(workspace, async (client) => {
      await client.connections.add({ name, url: url('north', stored[0]) })
      await client.connections.add({ name: other, url: url('south', stored[1]) })
    })
    return workspace
  }

  it('keep each its own password where the two are different', async () => {
    const workspace = await twins(['the northern', 'the southern'])
    await withConsole(workspace, async (client) => {
      const plan = await client.connections.rotate({ name, dryRun: true })
      expect(plan).toMatchObject({ also: [], byHand: [{ connection: other, differs: true }] })
      expect(plan.byHand[0]?.where).toContain('holds another password')
      const rotated = await client.connections.rotate({ name })
      expect(rotated).toMatchObject({ also: [], byHand: [{ connection: other, differs: true }] })
      const [line] = (await client.audit.list({})).entries.filter(({ action }) => action === 'connection.rotate')
      expect(line).toMatchObject({ outcome: 'done', detail: { also: [], byHand: [other] } })
    })
    expect(await works(workspace)).toBe(true)
  })

  it('keep each its own where they happened to be equal', async () => {
    const workspace = await twins(['one for both', 'one for both'])
    await withConsole(workspace, async (client) => {
      expect((await client.connections.rotate({ name, dryRun: true })).also).toEqual([other])
      const rotated = await client.connections.rotate({ name })
      expect(rotated.also).toEqual([])
      expect(rotated.byHand).toMatchObject([{ connection: other, where: expect.stringContaining('another account'), differs: true }])
      const [line] = (await client.audit.list({})).entries.filter(({ action }) => action === 'connection.rotate')
      expect(line).toMatchObject({ outcome: 'done', detail: { also: [], byHand: [other] } })
    })
    expect(await works(workspace)).toBe(true)
  })

  it('keep what is stored where no login proves anything', async () => {
    const workspace = await twins(['the northern', 'the southern'], ['the northern', 'mistyped'])
    await withConsole(workspace, async (client) => {
      const rotated = await client.connections.rotate({ name })
      expect(rotated.byHand).toMatchObject([{ connection: other, where: expect.stringContaining('takes neither') }])
    })
    const vault = openVault({ environment, directory: workspace, startChild: startNodeChild })
    const state = openState(workspace)
    expect(await vault.get(openConnectionBook(state).get(other).vaultKey)).toBe('mistyped')
    state.close()
    vault.close()
  })
})

describe('a rotation whose new password cannot be proven', () => {
  it('leaves the old one working in the server and in the vault', async () => {
    const workspace = join(folder, freshName('w'))
    const { user, first } = await prepare('postgres15', workspace)
    const { execute } = sharedServer('postgres15')
    // One session at most: the one that changes the password leaves none for the fresh login.
    await execute('postgres', `alter role ${user} connection limit 1`)
    const failure = await withConsole(workspace, (client) =>
      client.connections.rotate({ name }).catch((error: { data?: { code?: string } }) => error.data?.code),
    )
    expect(failure).toBe('connection.rotation-failed')
    await execute('postgres', `alter role ${user} connection limit -1`)
    expect(await works(workspace)).toBe(true)
    expect(await logsIn('postgres15', user, first)).toBe(true)
  })
})

describe('a rotation that is refused', () => {
  it('does not touch a password that is not in the vault, or in one that forgets', async () => {
    const workspace = join(folder, freshName('w'))
    await prepare('postgres15', workspace)
    const opened = openConsole({ directory: workspace, environment: { PROVOST_VAULT: 'memory' }, startChild: startNodeChild })
    const failure = await clientOf(opened)
      .connections.rotate({ name })
      .catch((error: { data?: { code?: string } }) => error.data?.code)
    await opened.close()
    expect(failure).toBe('connection.rotation-refused')
  })
})
