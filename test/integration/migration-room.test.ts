import { describe, expect, it } from 'vitest'
import { freshName, sharedServer } from '../servers/index.ts'
import { collect, openTestConsole, selecting, writeSource } from './migrations-kit.ts'

const source = { '0001_notes.up.sql': 'create table notes (id integer not null primary key, body varchar(100));\n' }

describe.each(['postgres15', 'mariadb'] as const)('a login of two connections at most, and four databases on %s', (name) => {
  /** Four databases behind a login that the server gives two connections. */
  const narrowFleet = async () => {
    const server = sharedServer(name)
    const { client } = openTestConsole()
    const login = freshName('narrow')
    const databases: string[] = []
    for (let index = 0; index < 4; index++) databases.push(await server.createDatabase(freshName('room')))
    const grants =
      server.kind === 'postgres'
        ? [
            `create role ${login} login createdb connection limit 2 password '${server.password}'`,
            ...databases.map((database) => `grant all on database ${database} to ${login}`),
          ]
        : [`create user ${login}@'%' identified by '${server.password}' with max_user_connections 2`, `grant all on *.* to ${login}@'%'`]
    const [first = ''] = databases
    for (const grant of grants) await server.execute(server.kind === 'postgres' ? 'postgres' : first, grant)
    const names: string[] = []
    for (const database of databases) {
      if (server.kind === 'postgres') await server.execute(database, `grant all on schema public to ${login}`)
      const connection = freshName('c')
      const scheme = server.kind === 'postgres' ? 'postgresql' : 'mysql'
      await client.connections.add({
        name: connection,
        url: `${scheme}://${login}:${server.password}@${server.host}:${server.port}/${database}`,
        tls: { mode: 'disable' },
        readWrite: true,
      })
      names.push(connection)
    }
    return { client, targets: selecting(...names), source: writeSource(source) }
  }

  it('status waits for its turn, and everybody answers', async () => {
    const { client, ...asked } = await narrowFleet()
    const found = await collect(await client.migrations.status(asked))
    expect(found.map(({ state }) => state)).toEqual(['behind', 'behind', 'behind', 'behind'])
  })

  it('a plan does too', async () => {
    const { client, ...asked } = await narrowFleet()
    const plan = await client.migrations.plan(asked)
    expect(plan.targets.map(({ state, versions }) => [state, versions])).toEqual(Array.from({ length: 4 }, () => ['behind', ['0001']]))
  })

  it('and so does a comparison of schemas', async () => {
    const { client, ...asked } = await narrowFleet()
    const found = await collect(await client.migrations.drift(asked))
    expect(found.map(({ state, problem }) => [state, problem])).toEqual(Array.from({ length: 4 }, () => ['same', null]))
  })

  it('asked one at a time, nobody has to wait', async () => {
    const { client, ...asked } = await narrowFleet()
    const found = await collect(await client.migrations.status({ ...asked, concurrency: 1 }))
    expect(found.map(({ state }) => state)).toEqual(['behind', 'behind', 'behind', 'behind'])
  })
})
