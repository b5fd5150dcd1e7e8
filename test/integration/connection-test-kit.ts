import { mkdtemp, readFile, rm } from 'node:fs/promises'
import { type AddressInfo, createServer, type Server, type Socket } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createRouterClient } from '@orpc/server'
import Database from 'better-sqlite3'
import pg from 'pg'
import { afterAll, expect } from 'vitest'
import type { ConnectionTest, StageResult } from '../../src/contract/connection-test.ts'
import type { ConnectionDraft } from '../../src/contract/connections.ts'
import { type Console, openConsole } from '../../src/main/console.ts'
import { startNodeChild } from '../../src/main/foundation/processes/index.ts'
import type { PrivateServer } from '../servers/index.ts'

const cleanups: (() => Promise<unknown> | unknown)[] = []
afterAll(async () => {
  for (const cleanup of cleanups.splice(0).reverse()) await cleanup()
})

/** Undone when the file's tests are over. */
export const afterwards = (cleanup: () => Promise<unknown> | unknown): void => {
  cleanups.push(cleanup)
}

/** A console of the test's own on a fresh workspace, with the vault in memory. */
export const openTestConsole = async (environment: NodeJS.ProcessEnv = {}) => {
  const directory = await mkdtemp(join(tmpdir(), `pv-${process.pid}-ws-`))
  const opened: Console = openConsole({
    directory,
    environment: { PROVOST_VAULT: 'memory', ...environment },
    startChild: startNodeChild,
  })
  afterwards(async () => {
    await opened.close()
    await rm(directory, { recursive: true, force: true })
  })
  const client = createRouterClient(opened.router, { context: () => opened.context(null, 'command-line') })
  return { client, directory, opened }
}
export type TestClient = Awaited<ReturnType<typeof openTestConsole>>['client']

export interface Tried {
  readonly test: ConnectionTest
  readonly report: string
  readonly ms: number
}

export const connectTimeoutMs = 1500

let shared: Promise<Awaited<ReturnType<typeof openTestConsole>>> | null = null

/** Runs the whole staged test over the bridge on settings that are not kept. */
export const tryUrl = async (url: string, more: Partial<ConnectionDraft> = {}): Promise<Tried> => {
  shared ??= openTestConsole()
  const { client } = await shared
  const start = performance.now()
  const draft = { name: 'unsaved', url, ...more, pool: { connectTimeoutMs, ...more.pool } }
  const seen: StageResult[] = []
  for await (const event of await client.connections.testDraft({ draft })) {
    if (event.kind === 'stage') seen.push(event.result)
    else {
      expect(seen).toEqual(event.test.stages)
      return { test: event.test, report: event.report, ms: performance.now() - start }
    }
  }
  throw new Error('The test ended without its result')
}

/**
 * What every failed test has to be: the code, in time, the stages before it done and those after it not reached, a way
 * forward, and no secret anywhere.
 */
export const expectFailure = (tried: Tried, code: string, stage: string, more: { secret?: string; user?: string } = {}): void => {
  const { test, report, ms } = tried
  expect(test.failure, JSON.stringify(test)).not.toBeNull()
  expect([test.failure?.code, test.failure?.stage], JSON.stringify(test.failure)).toEqual([code, stage])
  expect(test.ok).toBe(false)
  expect(ms).toBeLessThan(connectTimeoutMs + 1000)
  const place = test.stages.findIndex((each) => each.stage === stage)
  expect(test.stages.map((each) => each.status).slice(place + 1)).toEqual(test.stages.slice(place + 1).map(() => 'not-reached'))
  for (const each of test.stages.slice(0, place)) expect(['ok', 'skipped', 'warning']).toContain(each.status)
  expect(test.stages[place]?.status).toBe('failed')
  expect(test.failure?.remedy.length).toBeGreaterThan(0)
  expect(test.failure?.title).not.toBe('')
  expect(report).toContain(code)
  if (more.secret !== undefined) expect(JSON.stringify(test) + report).not.toContain(more.secret)
  if (more.user !== undefined) expect(report).not.toContain(`"${more.user}"`)
}

/** A server of the test's own that speaks as told; returns its port. */
export const listen = async (onConnection: (socket: Socket) => void): Promise<number> => {
  const sockets = new Set<Socket>()
  const server: Server = createServer((socket) => {
    sockets.add(socket)
    socket.on('error', () => {})
    socket.on('close', () => sockets.delete(socket))
    onConnection(socket)
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', () => resolve()))
  afterwards(() => {
    for (const socket of sockets) socket.destroy()
    server.close()
  })
  return (server.address() as AddressInfo).port
}

/** An empty SQLite database in a folder of its own. */
export const sqliteFile = async (): Promise<string> => {
  const folder = await mkdtemp(join(tmpdir(), `pv-${process.pid}-file-`))
  afterwards(() => rm(folder, { recursive: true, force: true }))
  const path = join(folder, 'tenant.db')
  const database = new Database(path)
  database.exec('create table users (id integer primary key)')
  database.close()
  return path
}

/** Asks a PostgreSQL to stop and holds a session that keeps it from doing so; what is returned lets it. */
export const holdInShutdown = async (server: PrivateServer): Promise<() => Promise<void>> => {
  const { port, user, password } = server
  const held = new pg.Client({ host: '127.0.0.1', port, user, password, database: 'postgres' })
  held.on('error', () => {})
  await held.connect()
  const pid = Number((await readFile(join(server.directory, 'data', 'postmaster.pid'), 'utf8')).split('\n')[0])
  process.kill(pid, 'SIGTERM')
  return () => held.end()
}
