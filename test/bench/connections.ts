import { execFile } from 'node:child_process'
import { mkdtemp, rm } from 'node:fs/promises'
import { connect } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { setFlagsFromString } from 'node:v8'
import { runInNewContext } from 'node:vm'
import { createRouterClient } from '@orpc/server'
import pg from 'pg'
import type { ConnectionName } from '../../src/contract/ids.ts'
import { openConsole } from '../../src/main/console.ts'
import { startNodeChild } from '../../src/main/foundation/processes/index.ts'
import { type PrivateServer, startPostgres } from '../servers/index.ts'
import { type Heard, listenIn } from './listen-in.ts'
import { type Comparison, median } from './measure.ts'

const many = 200
/** As `connection test --all`. */
const atOnce = 16
const rounds = 5
const secret = 'bench-secret'
/** What is measured is how long it takes, on whatever machine. */
const patient = { connectTimeoutMs: 60_000 }
const run = promisify(execFile)

const names = Array.from({ length: many }, (_, index) => `campus_${index}`)

/** A database and a role for each campus, as a fleet has them. */
const makeFleet = async (server: PrivateServer): Promise<void> => {
  await server.createDatabase('pattern')
  await server.execute(
    'pattern',
    `create table users (id int primary key, email text, created_at timestamptz default now());
     create table programs (id int primary key, name text); create table enrollments (id int primary key, user_id int references users, program_id int references programs);
     grant select on all tables in schema public to public; insert into users select i, 'person-' || i from generate_series(1, 500) i`,
  )
  for (const name of names) {
    await server.execute('postgres', `create role ${name} login password '${secret}'`)
    await server.execute('postgres', `create database ${name} template pattern strategy file_copy`)
  }
}

const spread = async (work: (name: string) => Promise<unknown>): Promise<number> => {
  const started = performance.now()
  const waiting = [...names]
  const worker = async (): Promise<void> => {
    for (let next = waiting.shift(); next !== undefined; next = waiting.shift()) await work(next)
  }
  await Promise.all(Array.from({ length: atOnce }, worker))
  return performance.now() - started
}

/** What is said on a line before any login, each piece after the answer to the one before. */
const speak = (port: number, words: readonly Buffer[]): Promise<void> =>
  new Promise((resolve, reject) => {
    const waiting = [...words]
    const say = (): void => {
      const next = waiting.shift()
      if (next === undefined) socket.end()
      else socket.write(next)
    }
    const socket = connect(port, '127.0.0.1', say)
    socket.once('error', reject)
    socket.on('data', say)
    socket.once('close', () => resolve())
  })

/** What a staged test says to its server, said by a plain loop: the same lines, logins and statements, and nothing made of the answers. */
const replay = async (heard: readonly Heard[], port: number, name: string): Promise<void> => {
  for (const { words, loggedIn, statements } of heard) {
    if (!loggedIn) {
      await speak(port, words)
      continue
    }
    const client = new pg.Client({ host: '127.0.0.1', port, user: name, password: secret, database: name, ssl: false })
    await client.connect()
    for (const { text, values } of statements)
      await client.query({ text, rowMode: 'array', ...(values === null ? {} : { values: [...values] }) })
    await client.end()
  }
}

const collectGarbage = (): void => {
  setFlagsFromString('--expose-gc')
  const collect: unknown = runInNewContext('gc')
  if (typeof collect === 'function') collect()
}

const megabytes = (bytes: number): number => bytes / 2 ** 20

/** 200 connections through the whole staged test, beside psql one after another and beside a plain loop of the same round trips. */
export const benchConnections = async (): Promise<Comparison[]> => {
  const server = await startPostgres({ settings: { max_connections: '300' } })
  const directory = await mkdtemp(join(tmpdir(), 'pv-bench-'))
  const console = openConsole({ directory, environment: { PROVOST_VAULT: 'memory' }, startChild: startNodeChild })
  const client = createRouterClient(console.router, { context: () => console.context(null, 'command-line') })
  const test = async (name: string): Promise<void> => {
    for await (const event of await client.connections.test({ name: name as ConnectionName })) {
      if (event.kind === 'done' && !event.test.ok) throw new Error(`${name}: ${JSON.stringify(event.test.failure)}`)
    }
  }
  try {
    await makeFleet(server)
    // Two hundred databases are on their way to the disk, and would be for as long as what is measured takes.
    await run('sync')
    const at = (port: number, name: string) => `postgresql://${name}:${secret}@127.0.0.1:${port}/${name}`
    for (const name of names) await client.connections.add({ name, url: at(server.port, name), pool: patient })
    const door = await listenIn(server.port)
    await client.connections.add({ name: 'heard', url: at(door.port, names[0] ?? ''), pool: patient })
    // The first test at an address learns its server's types; those that are measured do not.
    await test('heard')
    const learning = door.heard().length
    await test('heard')
    const heard = door.heard().slice(learning)
    door.close()
    process.stdout.write(
      `       one test: ${heard.length} lines, ${heard.reduce((sum, { statements }) => sum + statements.length, 0)} statements\n`,
    )

    const environment = { ...process.env, PGPASSWORD: secret }
    const psql = async (name: string): Promise<void> => {
      await run('psql', ['-X', '-q', '-h', '127.0.0.1', '-p', String(server.port), '-U', name, '-d', name, '-c', 'select 1'], {
        env: environment,
      })
    }
    let byPsql = 0
    const [ours, bare, memory]: [number[], number[], number[]] = [[], [], []]
    for (let round = 0; round <= rounds; round++) {
      ours.push(await spread(test))
      collectGarbage()
      const { heapUsed, rss } = process.memoryUsage()
      memory.push(heapUsed)
      process.stdout.write(
        `       after ${(round + 1) * many} tests: heap ${megabytes(heapUsed).toFixed(1)} MB, resident ${megabytes(rss).toFixed(0)} MB\n`,
      )
      bare.push(await spread((name) => replay(heard, server.port, name)))
      // A share of them in each round, so that a drifting machine weighs on all alike.
      const started = performance.now()
      for (const name of names.slice((round - 1) * (many / rounds), round * (many / rounds))) await psql(name)
      byPsql += performance.now() - started
    }
    // The first round warms both sides.
    const [mine, theirs] = [median(ours.slice(1)), median(bare.slice(1))]
    const [settled = 0, last = 0] = [memory[1], memory.at(-1)]
    return [
      {
        name: `${many} connections through the staged test, beside psql one after another`,
        ours: mine,
        theirs: byPsql,
        unit: 'ms',
        bound: 'at most 0.5×',
        holds: mine <= 0.5 * byPsql,
      },
      {
        name: 'the same, beside a plain loop of the same round trips, as many at once',
        ours: mine,
        theirs,
        unit: 'ms',
        bound: 'at most 1.25×',
        holds: mine <= 1.25 * theirs,
      },
      {
        name: 'memory after all rounds, beside after the second',
        ours: megabytes(last),
        theirs: megabytes(settled),
        unit: 'MB',
        bound: 'at most 1.1×',
        holds: last <= 1.1 * settled,
      },
    ]
  } finally {
    await console.close()
    await server.stop()
    await rm(directory, { recursive: true, force: true })
  }
}
