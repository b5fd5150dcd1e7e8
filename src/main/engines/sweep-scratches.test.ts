import { afterEach, describe, expect, it, vi } from 'vitest'
import { ProvostError } from '#contract/errors.ts'
import type { EngineConfig, RunOptions } from './engine.ts'
import type { SchemaSession } from './schema-session.ts'
import { sweepScratches } from './sweep-scratches.ts'

const config: Exclude<EngineConfig, { engine: 'sqlite' }> = {
  engine: 'mysql',
  host: 'db.example',
  port: 3306,
  user: 'ada',
  database: 'north',
  tls: { mode: 'disable', ca: null, cert: null, key: null },
}
const refused = new ProvostError('query.timeout', 'It took too long.', {})

/** A session that only lists, and does so by `list`. */
const listing = (list: (options: RunOptions) => Promise<never[]>, healthy = true): SchemaSession =>
  ({ engine: config.engine, healthy, rows: (_: unknown, options: RunOptions) => list(options) }) as unknown as SchemaSession

const told = async (session: SchemaSession, target: Parameters<typeof sweepScratches>[1] = config, signal?: AbortSignal) => {
  const problems: ProvostError[] = []
  await sweepScratches(session, target, { onLeftover: (problem) => problems.push(problem), ...(signal === undefined ? {} : { signal }) })
  return problems.map(({ code, title }) => ({ code, title }))
}

describe('looking for what consoles that are gone left behind', () => {
  afterEach(() => vi.unstubAllEnvs())

  it('keeps nobody from their work where the server does not list its databases', async () => {
    expect(await told(listing(() => Promise.reject(refused)))).toEqual([
      { code: 'migration.scratch-refused', title: expect.stringContaining('db.example:3306') },
    ])
  })

  it('keeps nobody from their work where the folder of such files is gone', async () => {
    vi.stubEnv('TMPDIR', '/nowhere/at/all')
    expect(
      await told(
        listing(async () => []),
        { engine: 'sqlite', path: '/data/north.db' },
      ),
    ).toEqual([{ code: 'migration.scratch-refused', title: expect.stringContaining('/nowhere/at/all') }])
  })

  it('tells of a session that is lost', async () => {
    await expect(told(listing(() => Promise.reject(refused), false))).rejects.toBe(refused)
  })

  it('ends with the work, and after a while by itself', async () => {
    const stop = new AbortController()
    const seen: RunOptions[] = []
    const cut = listing((options) => {
      seen.push(options)
      stop.abort()
      return Promise.reject(refused)
    })
    await expect(told(cut, config, stop.signal)).rejects.toBe(refused)
    expect(seen).toEqual([{ signal: stop.signal, timeoutMs: expect.any(Number) }])
  })
})
