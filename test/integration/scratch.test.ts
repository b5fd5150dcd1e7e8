import { existsSync, statSync } from 'node:fs'
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import pg from 'pg'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import {
  compareSchemas,
  type EngineConfig,
  engineOf,
  makeScratch,
  openSchemaSession,
  readSchemaModel,
  type ScratchOptions,
  withScratch,
} from '../../src/main/engines/index.ts'
import { startNodeChild } from '../../src/main/foundation/processes/index.ts'
import { freshName, sharedServer } from '../servers/index.ts'
import { everyEngine, mariadb, openOptions, postgres15, postgres18, serverConfig, sqlite, type TestDatabase } from './engines-kit.ts'
import { bases } from './schema-model-cases.ts'

const options = (more: Partial<ScratchOptions> = {}): ScratchOptions => ({
  ...openOptions(sharedServer('mariadb').password),
  startChild: startNodeChild,
  ...more,
})

const read = async (config: EngineConfig, sql: string): Promise<readonly (readonly unknown[])[]> => {
  const database = engineOf(config.engine, { startChild: startNodeChild }).open(config, options())
  try {
    return (await database.read({ sql, parameters: [] })).rows
  } finally {
    await database.close()
  }
}

const modelOf = async (config: EngineConfig) => {
  const database = engineOf(config.engine, { startChild: startNodeChild }).open(config, options())
  try {
    return await readSchemaModel(database)
  } finally {
    await database.close()
  }
}

const exists = async (database: TestDatabase, config: EngineConfig): Promise<boolean> => {
  if (config.engine === 'sqlite') return existsSync(dirname(config.path))
  const names =
    config.engine === 'postgres' ? 'select datname as name from pg_database' : 'select schema_name as name from information_schema.schemata'
  return (await database.execute(`select * from (${names}) d where name = '${config.database}'`)).length > 0
}

const rows = `insert into students (id, email) values (7, 'kept@example.org'); create table provost_migrations (version varchar(20) primary key, name varchar(20)); insert into provost_migrations values ('0001', 'init');`

describe.each(everyEngine)('$title', ({ kind, create }) => {
  test('an empty database beside a tenant’s takes changes and is dropped', async () => {
    const tenant = await create(bases[kind])
    const scratch = await makeScratch(tenant.config, options(), 'empty')
    expect(scratch).toMatchObject({ holds: 'nothing', shortfall: null })
    const session = await openSchemaSession(scratch.config, options({ readWrite: true }))
    await session.command('create table t (id int)')
    await session.end()
    expect((await modelOf(scratch.config)).objects.filter((object) => object.kind === 'table')).toHaveLength(1)
    await scratch.drop()
    expect(await exists(tenant, scratch.config)).toBe(false)
  })

  test('a clone has the schema, the rows and the ledger, and its changes stay its own', async () => {
    const tenant = await create(bases[kind] + rows)
    // A pool of ours with idle sessions is no hindrance.
    await tenant.database.ping()
    await withScratch(tenant.config, options(), 'clone', async (scratch) => {
      expect(scratch).toMatchObject({ holds: 'schema and rows', shortfall: null })
      expect(compareSchemas(kind, await readSchemaModel(tenant.database), await modelOf(scratch.config))).toEqual([])
      expect(await read(scratch.config, 'select email from students where id = 7')).toEqual([['kept@example.org']])
      expect(await read(scratch.config, 'select version from provost_migrations')).toEqual([['0001']])
      const session = await openSchemaSession(scratch.config, options({ readWrite: true }))
      await session.command('delete from students')
      await session.end()
    })
    expect((await tenant.database.read({ sql: 'select count(*) from students where id = 7', parameters: [] })).rows.map(String)).toEqual([
      '1',
    ])
  })

  test('work that fails is told, and its scratch database is gone', async () => {
    const tenant = await create('create table t (id int);')
    let config = tenant.config
    const failing = withScratch(tenant.config, options(), 'empty', async (scratch) => {
      config = scratch.config
      throw new Error('the work’s own')
    })
    await expect(failing).rejects.toThrow('the work’s own')
    expect(config).not.toEqual(tenant.config)
    expect(await exists(tenant, config)).toBe(false)
  })

  test('leftovers of now are somebody’s who works', async () => {
    const tenant = await create('create table t (id int);')
    const first = await makeScratch(tenant.config, options(), 'empty')
    const second = await makeScratch(tenant.config, options(), 'empty')
    expect(await exists(tenant, first.config)).toBe(true)
    await first.drop()
    await second.drop()
  })
})

describe.each([postgres15, postgres18])('$title', ({ create }) => {
  test('while others are connected only the schema is cloned, with the ledger, and that is told', async () => {
    const tenant = await create(bases.postgres + rows)
    if (tenant.config.engine !== 'postgres') throw new Error('Not PostgreSQL')
    const { host, port, user, database } = tenant.config
    const other = new pg.Client({ host, port, user: user ?? '', database, password: sharedServer('postgres15').password })
    await other.connect()
    try {
      await withScratch(tenant.config, options(), 'clone', async (scratch) => {
        expect(scratch.holds).toBe('schema')
        expect(scratch.shortfall).toBe(`Only the schema was copied: another session is connected to ${database}.`)
        expect(compareSchemas('postgres', await readSchemaModel(tenant.database), await modelOf(scratch.config))).toEqual([])
        expect(await read(scratch.config, 'select count(*)::int from students')).toEqual([[0]])
        expect(await read(scratch.config, 'select version, name from provost_migrations')).toEqual([['0001', 'init']])
      })
    } finally {
      await other.end()
    }
  })

  test('a clone keeps the search path of the database', async () => {
    const tenant = await create('create schema own; create table own.t (id int)')
    if (tenant.config.engine !== 'postgres') throw new Error('Not PostgreSQL')
    await tenant.execute(`alter database "${tenant.config.database}" set search_path = own, public`)
    for (const from of ['clone', 'empty'] as const)
      await withScratch(tenant.config, options(), from, async (scratch) => {
        expect(await read(scratch.config, 'show search_path')).toEqual([['own, public']])
      })
  })
})

test('pg_dump gets the password by a file that only this user can read', async () => {
  const folder = await mkdtemp(join(tmpdir(), `pv-${process.pid}-dump-`))
  const path = process.env['PATH']
  const seen = join(folder, 'seen')
  const real = '/usr/lib/postgresql/15/bin/pg_dump'
  await writeFile(
    join(folder, 'pg_dump'),
    `#!/bin/sh\ncase "$1" in --version) ;; *) { tr '\\0' '\\n' </proc/$$/cmdline; tr '\\0' '\\n' </proc/$$/environ; stat -c 'passfile %a' "$PGPASSFILE"; } >${seen} ;; esac\nexec ${real} "$@"\n`,
    { mode: 0o755 },
  )
  process.env['PATH'] = `${folder}:${path}`
  try {
    const tenant = await postgres15.create(bases.postgres)
    await withScratch(tenant.config, options({ mostBytes: 1, applicationName: 'console' }), 'clone', async (scratch) => {
      expect(compareSchemas('postgres', await readSchemaModel(tenant.database), await modelOf(scratch.config))).toEqual([])
    })
    const text = await readFile(seen, 'utf8')
    expect(text).toContain('--schema-only')
    expect(text).toContain('passfile 600')
    expect(text).not.toContain(sharedServer('postgres15').password)
  } finally {
    process.env['PATH'] = path
    await rm(folder, { recursive: true, force: true })
  }
})

test('a database larger than the bound is cloned without its rows, and that is told', async () => {
  for (const engine of [postgres15, mariadb]) {
    const tenant = await engine.create(bases[engine.kind] + rows)
    await withScratch(tenant.config, options({ mostBytes: 1 }), 'clone', async (scratch) => {
      expect(scratch.holds).toBe('schema')
      expect(scratch.shortfall).toMatch(/^Only the schema was copied: .+ more than the 1 MB/)
      expect(await read(scratch.config, 'select version from provost_migrations')).toEqual([['0001']])
    })
  }
})

test('a scratch file is in a folder that nobody else can enter', async () => {
  const tenant = await sqlite.create('create table t (id int);')
  await withScratch(tenant.config, options(), 'clone', async ({ config }) => {
    if (config.engine !== 'sqlite') throw new Error('Not a file')
    expect(statSync(dirname(config.path)).mode & 0o777).toBe(0o700)
  })
})

describe('a login without the right to make databases', () => {
  const name = freshName('limited')
  beforeAll(async () => {
    await sharedServer('postgres15').execute('postgres', `create role ${name} login password 'provost-test'`)
    await sharedServer('mariadb').execute('mysql', `create user ${name} identified by 'provost-test'`)
  })
  afterAll(async () => {
    await sharedServer('mariadb').execute('mysql', `drop user ${name}`)
  })

  test('is told the right and the alternative', async () => {
    for (const server of [sharedServer('postgres15'), sharedServer('mariadb')]) {
      const database = await server.createDatabase()
      if (server.kind === 'mysql') await server.execute('mysql', `grant all on ${database}.* to ${name}`)
      else await server.execute(database, `alter database ${database} owner to ${name}`)
      for (const from of ['empty', 'clone'] as const)
        await expect(makeScratch(serverConfig({ ...server, user: name }, database), options(), from)).rejects.toMatchObject({
          code: 'migration.scratch-refused',
          title: expect.stringContaining(name),
          remedy: [expect.stringMatching(/CREATEDB|GRANT ALL/), expect.stringContaining('connection')],
        })
    }
  })

  test('of PostgreSQL that may make databases, but not copy this one, gets the schema', async () => {
    const server = sharedServer('postgres15')
    await server.execute('postgres', `alter role ${name} createdb`)
    const database = await server.createDatabase()
    await server.execute(database, `create table t (id int); grant select on t to ${name}`)
    await withScratch(serverConfig({ ...server, user: name }, database), options(), 'clone', async (scratch) => {
      expect(scratch.shortfall).toBe(`Only the schema was copied: only the owner of ${database} may copy it.`)
    })
  })
})
