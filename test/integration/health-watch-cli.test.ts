import { spawn } from 'node:child_process'
import { rmSync } from 'node:fs'
import { mkdtemp } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import Database from 'better-sqlite3'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { builtCli, provost } from './cli-process.ts'
import { afterwards, listen } from './connection-test-kit.ts'

interface Watched {
  readonly ok: boolean
  readonly rounds: number
  readonly connections: { readonly connection: string; readonly state: string }[]
}

/** A watch that runs, and whose words are read as they come. */
const startWatch = (workspace: string, ...args: string[]) => {
  const child = spawn(process.execPath, [builtCli, 'health', 'watch', ...args], {
    env: { ...process.env, PROVOST_VAULT: 'memory', PROVOST_WORKSPACE: workspace },
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  afterwards(() => child.kill('SIGKILL'))
  let [stdout, stderr] = ['', '']
  child.stdout.setEncoding('utf8').on('data', (text: string) => {
    stdout += text
  })
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    stderr += text
  })
  const ended = new Promise<number | null>((resolve) => child.on('close', resolve))
  return {
    child,
    ended,
    answer: <Shape>() => JSON.parse(stdout) as Shape,
    words: () => stderr,
    said: (words: string) => expect.poll(() => stderr, { timeout: 15_000 }).toContain(words),
  }
}

describe('health watch', () => {
  let folder: string
  const workspaceOf = (name: string): string => join(folder, name)
  const add = async (workspace: string, name: string, url: string, ...more: string[]): Promise<void> => {
    expect((await provost(workspace, ['connection', 'add', name, '--url', url, ...more])).exit).toBe(0)
  }
  const file = join(tmpdir(), `pv-watch-${process.pid}.db`)
  /** Takes connections and never says a word. */
  let silent: string
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'pv-watch-'))
    new Database(file).exec('create table t (id integer primary key)').close()
    const port = await listen(() => {})
    silent = `postgresql://provost@127.0.0.1:${port}/lms`
  })
  afterAll(() => {
    rmSync(folder, { recursive: true, force: true })
    rmSync(file, { force: true })
  })

  it('tells what fails while another is still asked, and an end in the first round is no answer that all is well', async () => {
    const workspace = workspaceOf('first')
    await add(workspace, 'gone', join(folder, 'no-such.db'))
    await add(workspace, 'quick', file)
    await add(workspace, 'silent', silent, '--tls', 'disable', '--connect-timeout', '60000')
    const watch = startWatch(workspace, '--json')
    await watch.said('gone fails.')
    expect(watch.words()).not.toContain('Asked')
    watch.child.kill('SIGINT')
    const began = Date.now()
    expect(await watch.ended).toBe(1)
    // The login that is still waited for does not hold it back.
    expect(Date.now() - began).toBeLessThan(20_000)
    expect(watch.answer<Watched>()).toMatchObject({ ok: false, rounds: 0 })
    expect(watch.answer<Watched>().connections).toContainEqual(expect.objectContaining({ connection: 'gone', state: 'failed' }))
    expect(watch.words()).toContain('Ended before everything was asked.')
  })

  it('says that nothing had been answered where it ended before', async () => {
    const workspace = workspaceOf('none')
    const port = await listen(() => watch.child.kill('SIGTERM'))
    await add(workspace, 'silent', `postgresql://provost@127.0.0.1:${port}/lms`, '--tls', 'disable')
    const watch = startWatch(workspace, '--json')
    expect(await watch.ended).toBe(1)
    expect(watch.answer()).toMatchObject({ error: { code: 'call.cancelled', detail: 'Nothing had been answered yet.' } })
  })

  it('does not answer for a connection that was removed meanwhile', async () => {
    const workspace = workspaceOf('removed')
    await add(workspace, 'gone', join(folder, 'no-such.db'))
    await add(workspace, 'quick', file)
    const watch = startWatch(workspace, '--json')
    await watch.said('Asked 2 connections')
    expect((await provost(workspace, ['connection', 'remove', 'gone', '--confirm', 'gone'])).exit).toBe(0)
    watch.child.kill('SIGINT')
    expect(await watch.ended).toBe(0)
    expect(watch.answer<Watched>().connections.map(({ connection }) => connection)).toEqual(['quick'])
  })

  it('ends when nobody reads it any more', async () => {
    const workspace = workspaceOf('closed')
    await add(workspace, 'quick', file)
    const watch = startWatch(workspace)
    watch.child.stdout.destroy()
    watch.child.stderr.destroy()
    expect(await watch.ended).toBe(0)
  })

  it('watches the database of a tenant, and a check of it says what was found there', async () => {
    const workspace = workspaceOf('tenant')
    await add(workspace, 'quick', file)
    expect((await provost(workspace, ['tenant', 'adopt', 'campus.example', '--database', 'quick'])).exit).toBe(0)
    const checked = await provost(workspace, ['health', 'check', '--tenant', 'campus.example'])
    expect(checked.stdout).toContain('no LMS is recognised there')
    const watch = startWatch(workspace, '--tenant', 'campus.example', '--json')
    await watch.said('Asked 1 tenant;')
    expect(watch.words()).toContain('campus.example answers, and no LMS is recognised there.')
    watch.child.kill('SIGINT')
    expect(await watch.ended).toBe(1)
    expect(watch.answer()).toMatchObject({ ok: false, rounds: 1, tenants: [{ domain: 'campus.example', health: 'not-watched' }] })
    expect((await provost(workspace, ['health', 'watch', '--tenant', 'a.example', '--all', '--json'])).exit).toBe(2)
  })
})
