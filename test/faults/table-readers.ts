import { setTimeout as wait } from 'node:timers/promises'
import mysql from 'mysql2/promise'
import pg from 'pg'
import type { TestServer } from '../servers/index.ts'

interface Reader {
  run(sql: string): Promise<unknown>
  end(): Promise<void>
}

export const openReader = async ({ kind, port, user, password }: TestServer, database: string): Promise<Reader> => {
  const login = { host: '127.0.0.1', port, user, password, database }
  if (kind === 'postgres') {
    const client = new pg.Client({ ...login, ssl: false })
    client.on('error', () => {})
    await client.connect()
    return { run: (sql) => client.query(sql), end: () => client.end() }
  }
  const client = await mysql.createConnection(login)
  client.on('error', () => {})
  return { run: (sql) => client.query(sql), end: () => client.end() }
}

/** A report that reads a table and keeps its transaction open until it is let go. */
export const holdTable = async (
  server: TestServer,
  database: string,
  table: string,
  begin = 'begin',
): Promise<{ letGo(): Promise<void> }> => {
  const reader = await openReader(server, database)
  await reader.run(begin)
  await reader.run(`select count(*) from ${table}`)
  return {
    async letGo() {
      await reader.run('commit')
      await reader.end()
    },
  }
}

/** Others who read the table now and then, each for itself: how long each had to wait, in ms. */
export const readEvery = (server: TestServer, database: string, table: string, everyMs: number): { stop(): Promise<readonly number[]> } => {
  const waits: number[] = []
  let stopped = false
  const reading = async (): Promise<void> => {
    const reader = await openReader(server, database)
    while (!stopped) {
      const begun = performance.now()
      await reader.run(`select count(*) from ${table}`)
      waits.push(performance.now() - begun)
      await wait(everyMs)
    }
    await reader.end()
  }
  const readers = Promise.all([reading(), reading()])
  return {
    async stop() {
      stopped = true
      await readers
      return waits
    },
  }
}
