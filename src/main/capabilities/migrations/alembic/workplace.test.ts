import { afterEach, expect, it, vi } from 'vitest'
import type { EngineConfig } from '../../../engines/index.ts'
import type { AlembicSource } from './source.ts'
import { makeWorkplace, type WorkplaceFor } from './workplace.ts'

afterEach(() => vi.unstubAllEnvs())

it('where no folder can be made, no tunnel is left open for it', async () => {
  vi.stubEnv('TMPDIR', '/nowhere/at/all')
  const config: EngineConfig = {
    engine: 'postgres',
    host: 'db.example',
    port: 5432,
    user: 'ada',
    database: 'north',
    tls: { mode: 'disable', ca: null, cert: null, key: null },
    ssh: 'ada@nobody.invalid',
  }
  const work: WorkplaceFor = {
    config,
    limits: { lockTimeoutMs: 1, statementTimeoutMs: 1, lockPatienceMs: 1 },
    password: async () => null,
    signal: new AbortController().signal,
  }
  // Nothing of the source is asked before the folder is there.
  await expect(makeWorkplace(work, {} as AlembicSource)).rejects.toMatchObject({
    code: 'migration.tool-failed',
    title: expect.stringContaining('/nowhere/at/all'),
  })
})
