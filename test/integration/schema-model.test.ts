import { readFileSync } from 'node:fs'
import { beforeAll, describe, expect, test } from 'vitest'
import { compareSchemas, readSchemaModel, type SchemaDifference, type SchemaModel, splitStatements } from '../../src/main/engines/index.ts'
import { blueprint } from '../../src/main/fleet/blueprints/index.ts'
import { everyEngine, postgres15, postgres18, sqlite, type TestDatabase } from './engines-kit.ts'
import { bases, changes } from './schema-model-cases.ts'

const real = (differences: readonly SchemaDifference[]): SchemaDifference[] => differences.filter(({ minor }) => !minor)

/** Told from one that was read before, as often as it takes: reading a schema is what these tests wait for. */
const compareWith = async (expected: SchemaModel, found: TestDatabase): Promise<SchemaDifference[]> =>
  real(compareSchemas(found.config.engine, expected, await readSchemaModel(found.database)))

const compare = async (expected: TestDatabase, found: TestDatabase): Promise<SchemaDifference[]> =>
  compareWith(await readSchemaModel(expected.database), found)

const run = async (database: TestDatabase, differences: readonly SchemaDifference[]): Promise<void> => {
  for (const { sql } of differences) {
    if (sql === null) continue
    // PostgreSQL and SQLite take a script as it is; MySQL's server knows no DELIMITER.
    if (database.config.engine !== 'mysql') await database.execute(sql)
    else for (const statement of await splitStatements('mysql', sql)) await database.execute(statement.text)
  }
}

describe.each(everyEngine)('$title', ({ kind, create }) => {
  test('two databases made by the same statements have equal models', async () => {
    const [one, other] = await Promise.all([create(bases[kind]), create(bases[kind])])
    const model = await readSchemaModel(one.database)
    expect(await readSchemaModel(other.database)).toEqual(model)
    expect(await compareWith(model, other)).toEqual([])
  })

  test('the model takes few statements, however many tables there are', async () => {
    const tables = Array.from({ length: 40 }, (_, n) => `create table t${n} (id int not null primary key, a varchar(9))`)
    const told: string[] = []
    const { reopen } = await create(`${tables.join(';')};`)
    const { objects } = await readSchemaModel(reopen({ onStatement: (sql) => told.push(sql) }))
    expect(objects.filter((object) => object.kind === 'table')).toHaveLength(40)
    // The transaction around it is told too, and is the same for any number of tables.
    const asked = told.filter((sql) => !/^(begin|rollback)\b/.test(sql))
    expect(asked.length).toBeLessThanOrEqual({ postgres: 1, mysql: 15, sqlite: 5 }[kind])
  })

  test('a whole schema is made out of nothing, and taken down to nothing', async () => {
    const [one, empty] = await Promise.all([create(bases[kind]), create()])
    const [whole, nothing] = [await readSchemaModel(one.database), await readSchemaModel(empty.database)]
    const there = await compareWith(whole, empty)
    expect(there.every((difference) => difference.kind === 'missing' && difference.sql !== null)).toBe(true)
    await run(empty, there)
    expect(await compareWith(whole, empty)).toEqual([])
    const back = await compareWith(nothing, empty)
    expect(back.every((difference) => difference.kind === 'unexpected' && difference.sql !== null)).toBe(true)
    await run(empty, back)
    expect(await compareWith(nothing, empty)).toEqual([])
  })
})

// The two PostgreSQL servers differ in the whole schema above; one of them is enough for each difference.
describe.each(everyEngine.filter(({ title }) => title !== postgres18.title))('$title', ({ kind, create }) => {
  let plain: SchemaModel
  beforeAll(async () => {
    plain = await readSchemaModel((await create(bases[kind])).database)
  })

  test.each(changes[kind])('a difference of the %s is told, and its SQL brings it about: %s', async (object, change) => {
    const [changed, becoming] = await Promise.all([create(bases[kind] + change), create(bases[kind])])
    const other = await readSchemaModel(changed.database)
    // What has become different is brought back …
    const returning = real(compareSchemas(kind, plain, other))
    expect(returning.map((difference) => difference.object)).toContainEqual(expect.stringMatching(object.replaceAll(/[()]/g, '\\$&')))
    await run(changed, returning)
    const left = await compareWith(plain, changed)
    expect(left.filter(({ sql }) => sql !== null)).toEqual([])
    expect(left).toEqual(
      // … except what no statement of the engine can take back.
      object === 'type state' ? [expect.objectContaining({ sql: null })] : [],
    )
    // … and what is plain becomes different.
    await run(becoming, await compareWith(other, becoming))
    expect(await compareWith(other, becoming)).toEqual([])
  })

  test('many differences at once are brought about in the order they are told in, both ways', async () => {
    const [changed, becoming] = await Promise.all([create(bases[kind]), create(bases[kind])])
    let made = 0
    for (const [, change] of changes[kind]) {
      // One change may leave no place for another.
      await changed.execute(change).then(
        () => made++,
        () => undefined,
      )
    }
    expect(made).toBeGreaterThan(changes[kind].length / 2)
    const many = await readSchemaModel(changed.database)
    await run(becoming, await compareWith(many, becoming))
    expect(await compareWith(many, becoming)).toEqual([])
    await run(changed, await compareWith(plain, changed))
    expect((await compareWith(plain, changed)).filter(({ sql }) => sql !== null)).toEqual([])
  })
})

test('names come out the same whatever the search path of the database is', async () => {
  const [plain, odd] = [await postgres15.create(bases.postgres), await postgres15.create(bases.postgres)]
  const expected = await readSchemaModel(plain.database)
  if (odd.config.engine !== 'postgres') throw new Error('Not PostgreSQL')
  await odd.execute(`alter database "${odd.config.database}" set search_path = compliance, public`)
  expect(await readSchemaModel(odd.reopen())).toEqual(expected)
})

test('ledgers, and the tables that Provost keeps, are no part of a schema', async () => {
  const plain = await postgres15.create('create table t (id int)')
  const other = await postgres15.create(
    'create table t (id int); create table provost_migrations (version text primary key); create table _prisma_migrations (id text); create table alembic_version (version_num text); create table provost_acts (id serial)',
  )
  expect(await compare(plain, other)).toEqual([])
})

test('an invalid index is told, and built again', async () => {
  const one = await postgres15.create('create table t (a int); create unique index t_a on t (a)')
  const other = await postgres15.create('create table t (a int); insert into t values (1), (1)')
  await expect(other.execute('create unique index concurrently t_a on t (a)')).rejects.toThrow()
  const differences = await compare(one, other)
  expect(differences).toMatchObject([{ object: 'index t.t_a', kind: 'different', found: expect.stringContaining('(invalid)') }])
  await other.execute('truncate t')
  await run(other, differences)
  expect(await compare(one, other)).toEqual([])
})

test('the order of columns is a minor difference', async () => {
  for (const { kind, create } of everyEngine) {
    const [one, other] = [await create('create table t (a int, b int, c int);'), await create('create table t (c int, a int, b int);')]
    const found = compareSchemas(kind, await readSchemaModel(one.database), await readSchemaModel(other.database))
    expect(found).toMatchObject([{ kind: 'different', minor: true, sql: null, expected: 'a, b, c', found: 'c, a, b' }])
  }
})

test('dropping what holds values is said to lose them', async () => {
  const [one, other] = [
    await postgres15.create('create table t (a int)'),
    await postgres15.create('create table t (a int, b int); create table u (a int)'),
  ]
  const words = (await compare(one, other)).map((difference) => difference.words)
  expect(words).toEqual([
    'The column t.b is not expected. The SQL drops it, and what it holds is lost.',
    'The table u is not expected. The SQL drops it, and what it holds is lost.',
  ])
})

test('white space, case, quotes and comments of SQLite’s statements do not matter', async () => {
  const one = await sqlite.create(
    `create table t (id integer primary key, "Name" text not null default 'A', b int as (id+1) virtual, check (name <> '')); create index i on t(name); create view v as select name from t;`,
  )
  const other = await sqlite.create(
    `CREATE TABLE "t" (\n  [id] INTEGER PRIMARY KEY, -- the key\n  name TEXT NOT NULL DEFAULT 'A',\n b INT GENERATED ALWAYS AS (id + 1),\n CONSTRAINT filled CHECK(name<>'')\n);\nCREATE INDEX "i" ON "t" ( "Name" ); CREATE VIEW v AS\n  SELECT "Name" /* it */ FROM t;`,
  )
  expect(await compare(one, other)).toEqual([])
})

test('a table of SQLite that is made anew keeps its rows, and those of others', async () => {
  const one = await sqlite.create(bases.sqlite.replace("name text default 'nobody'", "name varchar(9) not null default 'x'"))
  const other = await sqlite.create(bases.sqlite.replace("name text default 'nobody'", "name text default 'y'"))
  await run(other, await compare(one, other))
  expect(await compare(one, other)).toEqual([])
  const { rows } = await other.database.read({
    sql: 'select s.email, s.name, r.note from students s join refunds r on r.student = s.id',
    parameters: [],
  })
  expect(rows).toEqual([['a@example.org', 'y', 'kept']])
})

test('the blueprint’s schema is the same on two servers’ worth of tenants, and is read in as many statements as a small one', async () => {
  const versions = blueprint('aada').versions('postgres')
  const sql = versions.map(({ up }) => readFileSync(up, 'utf8')).join('\n')
  const [one, other] = [await postgres15.create(sql), await postgres15.create(sql)]
  expect(await compare(one, other)).toEqual([])
  const wide = await postgres15.create(
    Array.from(
      { length: 60 },
      (_, n) =>
        `create table t${n} (id serial primary key, a int not null default 1, b varchar(20) unique, c timestamptz default now()); create index on t${n} (c);`,
    ).join(''),
  )
  /** How many statements reading a schema takes, once the session is there. */
  const questions = async ({ reopen }: TestDatabase): Promise<number> => {
    let asked = 0
    const database = reopen({ onStatement: () => (asked += 1) })
    await readSchemaModel(database)
    const before = asked
    await readSchemaModel(database)
    return asked - before
  }
  const narrow = await postgres15.create('create table t (id serial primary key)')
  expect(await questions(wide)).toBe(await questions(narrow))
})
