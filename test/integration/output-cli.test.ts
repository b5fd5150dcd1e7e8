import { spawn } from 'node:child_process'
import { closeSync, existsSync, openSync, rmSync } from 'node:fs'
import { mkdtemp } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import Database from 'better-sqlite3'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { builtCli, provost } from './cli-process.ts'
import { writeSource } from './migrations-kit.ts'

describe('a command whose words cannot be written', () => {
  let folder: string
  let source: string
  const workspace = () => join(folder, 'workspace')
  const environment = () => ({ ...process.env, PROVOST_VAULT: 'memory', PROVOST_WORKSPACE: workspace() })

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'pv-output-'))
    source = writeSource({ '0001_notes.up.sql': 'create table notes (id integer not null primary key);\n' })
    for (const name of ['one', 'two', 'three']) {
      const file = join(folder, `${name}.db`)
      new Database(file).exec('create table t (id integer primary key)').close()
      expect((await provost(workspace(), ['connection', 'add', name, '--url', file, '--read-write'])).exit).toBe(0)
    }
  })
  afterAll(() => rmSync(folder, { recursive: true, force: true }))

  it('does its work to the end when its reader has gone, and keeps its exit status', async () => {
    const args = ['migrate', 'apply', '--connection', 'one', 'two', 'three', '--source', source, '--log-sql']
    const child = spawn(process.execPath, [builtCli, ...args], { env: environment(), stdio: ['ignore', 'pipe', 'pipe'] })
    child.stdout.destroy()
    // What is told on the way is read once, as `head -1` does.
    child.stderr.once('data', () => child.stderr.destroy())
    const exit = await new Promise((resolve) => child.on('exit', resolve))
    expect(exit).toBe(0)
    const { runs } = (await provost(workspace(), ['migrate', 'runs', '--json'])).json<{
      runs: { state: string; counts: { done: number } }[]
    }>()
    expect(runs.map(({ state, counts }) => [state, counts.done])).toEqual([['done', 3]])
  })

  it.runIf(existsSync('/dev/full')).each([['--json'], []])(
    'tells on stderr that the disk is full, once and in words (%s)',
    async (...args) => {
      const full = openSync('/dev/full', 'w')
      const asked = ['migrate', 'status', '--connection', 'one', '--source', source, ...args.filter((each) => each !== undefined)]
      const child = spawn(process.execPath, [builtCli, ...asked], { env: environment(), stdio: ['ignore', full, 'pipe'] })
      closeSync(full)
      let words = ''
      child.stderr?.setEncoding('utf8').on('data', (text: string) => {
        words += text
      })
      const exit = await new Promise((resolve) => child.on('close', resolve))
      expect(exit).toBe(1)
      expect(words.match(/output\.unwritable/g)).toHaveLength(1)
      expect(words).toContain('ENOSPC')
      expect(words).not.toContain('    at ')
    },
  )
})
