import { mkdirSync, rmSync, writeFileSync } from 'node:fs'
import { mkdtemp } from 'node:fs/promises'
import { createServer, type Server, type Socket } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import Database from 'better-sqlite3'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type CommandResult, provost } from './cli-process.ts'

/** A server that takes connections and never says a word: whoever asks it waits, until interrupted. */
const startMute = async (): Promise<{ readonly server: Server; readonly port: number; met(): Promise<void> }> => {
  const sockets = new Set<Socket>()
  let told = (): void => {}
  const server = createServer((socket) => {
    sockets.add(socket.on('error', () => {}))
    told()
  })
  server.on('close', () => {
    for (const socket of sockets) socket.destroy()
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const address = server.address()
  if (address === null || typeof address === 'string') throw new Error('No port')
  return {
    server,
    port: address.port,
    met: () =>
      new Promise((resolve) => {
        told = resolve
      }),
  }
}

interface Failure {
  readonly error: { readonly code: string; readonly detail: string; readonly remedy: string[] }
}

describe('a command that is interrupted before its end', () => {
  let folder: string
  let source: string
  let mute: Awaited<ReturnType<typeof startMute>>
  const run = (...args: string[]) => provost(join(folder, 'workspace'), args)
  /** Runs a command and interrupts it once it waits for the server that never answers. */
  const interrupted = (signal: 'SIGINT' | 'SIGTERM', ...args: string[]): Promise<CommandResult> =>
    provost(join(folder, 'workspace'), args, { onStart: (kill) => void mute.met().then(() => kill(signal)) })

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'pv-interrupted-'))
    mute = await startMute()
    source = join(folder, 'source')
    mkdirSync(source)
    writeFileSync(join(source, '0001_notes.up.sql'), 'create table notes (id integer not null primary key);\n')
    const file = join(folder, 'lms.db')
    new Database(file).exec('create table t (id integer primary key)').close()
    const silent = `postgresql://provost@127.0.0.1:${mute.port}/lms`
    expect((await run('connection', 'add', 'silent', '--url', silent, '--tls', 'disable', '--read-write')).exit).toBe(0)
    expect((await run('connection', 'add', 'quick', '--url', file, '--read-write')).exit).toBe(0)
  })
  afterAll(() => {
    mute.server.close()
    rmSync(folder, { recursive: true, force: true })
  })

  it.each([
    ['migrate', 'status'],
    ['migrate', 'verify'],
    ['migrate', 'drift'],
    ['migrate', 'resolve'],
    ['migrate', 'baseline'],
    ['migrate', 'plan'],
    ['migrate', 'rollback', '--dry-run'],
    ['migrate', 'apply', '--dry-run=clone'],
  ])('%s %s %s says that it was cancelled, and never that all is well', async (...args) => {
    const given = args.filter((each) => each !== undefined)
    const result = await interrupted('SIGINT', ...given, '--connection', 'silent', '--source', source, '--json')
    expect(result.json<Failure>()).toEqual({ error: expect.objectContaining({ code: 'call.cancelled' }) })
    expect(result.exit).toBe(1)
  })

  it.each([
    ['health', 'check'],
    ['connection', 'test', 'silent'],
    ['connection', 'test', '--all'],
  ])('%s %s %s says that it was cancelled too', async (...args) => {
    const result = await interrupted('SIGTERM', ...args.filter((each) => each !== undefined), '--json')
    expect(result.json<Failure>()).toEqual({ error: expect.objectContaining({ code: 'call.cancelled' }) })
    expect(result.exit).toBe(1)
  })

  it('a check of a fleet tells how far it came', async () => {
    const result = await interrupted('SIGTERM', 'migrate', 'verify', '--connection', 'quick', 'silent', '--source', source, '--json')
    const { error } = result.json<Failure>()
    expect([result.exit, error.code]).toEqual([1, 'call.cancelled'])
    // Whether the quick one had answered by then is the machine's affair; that it is told is not.
    expect(error.detail).toMatch(/^(Nothing had been answered yet\.|1 had been answered before: quick\.)$/)
  })

  it('apply tells the state the run is in, and how to go on with it', async () => {
    const result = await interrupted('SIGINT', 'migrate', 'apply', '--connection', 'silent', '--source', source, '--json')
    const told = result.json<Failure & { run: string; state: string; targets: { target: string; status: string }[] }>()
    expect(result.exit).toBe(1)
    const runs = (await run('migrate', 'runs', '--json')).json<{ runs: { id: string; state: string }[] }>().runs
    expect(runs.map(({ id, state }) => [id, state])).toEqual([[told.run, 'interrupted']])
    expect(told).toMatchObject({
      state: 'interrupted',
      targets: [{ target: 'silent', status: 'pending' }],
      error: { code: 'call.cancelled' },
    })
    expect(told.error.remedy.join(' ')).toContain(`provost migrate resume ${told.run}`)
  })
})
