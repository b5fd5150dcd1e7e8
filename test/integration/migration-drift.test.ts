import { beforeAll, describe, expect, it } from 'vitest'
import { freshName, sharedServer } from '../servers/index.ts'
import { everyEngine, postgres15, sqlite } from './engines-kit.ts'
import {
  collect,
  newTarget,
  openTestConsole,
  passwordOf,
  selecting,
  settled,
  statusOf,
  type TestTarget,
  writeSource,
} from './migrations-kit.ts'

const files = {
  '0001_notes.up.sql':
    'create table notes (id integer not null primary key, body varchar(100));\ncreate index notes_body on notes (body);\n',
  '0002_author.up.sql': "alter table notes add column author varchar(40);\ninsert into notes (id, author) values (1, 'ada');\n",
}
const third = {
  '0003_tags.up.sql':
    'create table tags (id integer not null primary key, note integer references notes (id));\nalter table notes add column length integer;\n',
}

describe.each(everyEngine)('drift on $title', (engine) => {
  const console = openTestConsole()
  const { client } = console
  let password: string | null = null
  beforeAll(async () => {
    password = await passwordOf(engine)
  })
  const target = (more = {}) => newTarget(console, engine, password, more)
  const apply = async (one: TestTarget, source: string, more = {}) =>
    settled(console, await client.migrations.apply({ targets: one.targets, source, ...more }))
  const drift = async (source: string, ...targets: TestTarget[]) =>
    collect(await client.migrations.drift({ targets: selecting(...targets.map(({ name }) => name)), source }))

  it('is told per target against what its own ledger gives, in groups of equal differences, with SQL that mends it', async () => {
    const source = writeSource(files)
    const targets = [await target(), await target(), await target(), await target()]
    const [plain, behind, one, other] = targets as [TestTarget, TestTarget, TestTarget, TestTarget]
    for (const each of targets) await apply(each, source, each === behind ? { to: '0001' } : {})
    for (const each of [one, other]) await each.database.execute('alter table notes add column rank_of integer')
    const found = new Map((await drift(source, ...targets)).map((each) => [each.target, each]))
    expect(found.get(plain.name)).toMatchObject({ state: 'same', group: null, differences: [], problem: null })
    expect(found.get(behind.name)).toMatchObject({ state: 'same' })
    const drifted = found.get(one.name)
    expect(drifted).toMatchObject({
      state: 'drifted',
      differences: [
        { object: expect.stringMatching(/^column .*notes.rank_of$/), kind: 'unexpected', found: expect.stringMatching(/int/i) },
      ],
    })
    expect(found.get(other.name)?.group).toBe(drifted?.group)
    for (const { sql } of drifted?.differences ?? []) await one.database.execute(sql ?? '')
    expect(await drift(source, one)).toEqual([expect.objectContaining({ state: 'same' })])
  })

  it('of a database without a ledger is told against all of the source', async () => {
    const source = writeSource(files)
    const one = await target({ setup: 'create table notes (id integer not null primary key, body varchar(100), author varchar(40));' })
    expect(await drift(source, one)).toMatchObject([
      { state: 'drifted', differences: [{ object: 'index notes.notes_body', kind: 'missing' }] },
    ])
  })

  it('is not told where the source lacks what was applied, or where the connection may only read', async () => {
    const source = writeSource(files)
    const one = await target()
    await apply(one, source)
    const less = writeSource({ '0001_notes.up.sql': files['0001_notes.up.sql'] })
    expect(await drift(less, one)).toMatchObject([{ state: 'unknown', problem: { code: 'migration.unknown-version' } }])
    expect(await drift(source, await target({ readWrite: false }))).toMatchObject([
      { state: 'unknown', problem: { code: 'connection.read-only' } },
    ])
  })

  it('rehearsed on a clone, what is pending leaves the target as it was and tells what it does', async () => {
    const source = writeSource({ ...files, ...third })
    const one = await target()
    await apply(one, source, { to: '0002' })
    const [rehearsal] = await collect(await client.migrations.rehearse({ targets: one.targets, source }))
    expect(rehearsal).toMatchObject({ target: one.name, ok: true, applied: ['0003'], shortfall: null, problem: null })
    expect(rehearsal?.differences.map(({ words }) => words)).toEqual(
      expect.arrayContaining(['The table tags is added.', 'The column notes.length is added.']),
    )
    expect(await statusOf(console, one.targets, source)).toMatchObject([{ state: 'behind', pending: ['0003'] }])
    const { entries } = await client.audit.list({})
    expect(entries).toContainEqual(expect.objectContaining({ action: 'migration.rehearse', target: one.name, outcome: 'done' }))
  })

  it('rehearsed on a clone, a migration that the rows of the target refuse is told as the real run would meet it', async () => {
    const source = writeSource({ ...files, '0003_unique.up.sql': 'create unique index notes_only on notes (author);\n' })
    const one = await target()
    await apply(one, source, { to: '0002' })
    await one.database.execute("insert into notes (id, author) values (2, 'ada')")
    const [rehearsal] = await collect(await client.migrations.rehearse({ targets: one.targets, source }))
    expect(rehearsal).toMatchObject({ ok: false, applied: [], problem: { code: 'migration.failed' } })
    expect(await statusOf(console, one.targets, source)).toMatchObject([{ state: 'behind', pending: ['0003'] }])
  })
})

describe('scratch databases of drift and rehearsals', () => {
  it('are one for all targets that stand alike, and none is left', async () => {
    const console = openTestConsole()
    const password = await passwordOf(postgres15)
    // A role is the server's: each database in which the migration runs leaves its name.
    const mark = freshName('r')
    const server = sharedServer('postgres15')
    const source = writeSource({
      ...files,
      '0003_mark.up.sql': `do $$ begin execute format('create role %I', '${mark}_' || right(current_database(), 10)); end $$;\n`,
    })
    const targets = [await newTarget(console, postgres15, password), await newTarget(console, postgres15, password)]
    for (const each of targets) await settled(console, await console.client.migrations.apply({ targets: each.targets, source }))
    const names = targets.map(({ name }) => name)
    const marks = async () => (await server.execute('postgres', `select rolname from pg_roles where rolname like '${mark}%'`)).length
    expect(await marks()).toBe(2)
    const found = await collect(await console.client.migrations.drift({ targets: selecting(...names), source }))
    expect(found.map(({ state }) => state)).toEqual(['same', 'same'])
    expect(await marks()).toBe(3)
    const left = await server.execute(
      'postgres',
      `select d.datname from pg_database d join pg_roles r on r.rolname = '${mark}_' || right(d.datname, 10) where d.datname like 'provost%'`,
    )
    expect(left).toEqual([])
  })

  it('are refused to a connection whose LMS owns the schema', async () => {
    const console = openTestConsole()
    const one = await newTarget(console, sqlite, null, { external: true })
    const rehearsing = console.client.migrations.rehearse({ targets: one.targets, source: writeSource(files) })
    await expect(rehearsing.then(collect)).rejects.toMatchObject({ data: { code: 'migration.external' } })
  })
})
