import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { beforeAll, describe, expect, it } from 'vitest'
import type { ReadOnlyProof } from '../../src/contract/connection-test.ts'
import { freshName, type PrivateServer, sharedServer, startMariadb, startPostgres, type TestServer } from '../servers/index.ts'
import { afterwards, tryUrl } from './connection-test-kit.ts'

const password = 'p4ssw0rd-planted'

const scheme = { postgres: 'postgresql', mysql: 'mysql' } as const

const proofOf = async (server: TestServer, user: string, database: string, readWrite = false): Promise<ReadOnlyProof> => {
  const { test } = await tryUrl(`${scheme[server.kind]}://${user}:${password}@127.0.0.1:${server.port}/${database}`, { readWrite })
  if (test.readOnly === null) throw new Error(JSON.stringify(test.failure))
  return test.readOnly
}

describe.each(['postgres15', 'postgres18'] as const)('read-only, proven, on %s', (name) => {
  let server: TestServer
  let database: string
  const run = (sql: string) => server.execute(database, sql)
  /** A role that can log in and read, and what makes it more than that. */
  const role = async (setup: (role: string) => string = () => ''): Promise<string> => {
    const made = freshName('r')
    await run(`create role ${made} login password '${password}'; grant select on all tables in schema public to ${made}; ${setup(made)}`)
    return made
  }
  const proof = async (setup?: (role: string) => string): Promise<ReadOnlyProof> => proofOf(server, await role(setup), database)

  beforeAll(async () => {
    server = sharedServer(name)
    database = await server.createDatabase()
    // What everyone may do in a fresh database, taken away, so that each right below stands alone.
    await run(`
      create table users (id int primary key, email text); create sequence tickets; create schema compliance;
      create function purge() returns void language sql security definer as 'delete from public.users';
      create procedure refund() language sql security definer as 'delete from public.users';
      create function tallied(sum int, each int) returns int language sql security definer as 'delete from public.users; select 1';
      revoke all on function purge() from public; revoke all on procedure refund() from public;
      create aggregate tally(int) (sfunc = tallied, stype = int, initcond = '0');
      revoke all on function tallied(int, int) from public; revoke all on function tally(int) from public;
      create extension dblink; revoke all on all functions in schema public from public;
      create server elsewhere foreign data wrapper dblink_fdw options (dbname '${database}');
      revoke temporary on database ${database} from public;
      revoke execute on function lo_creat(integer), lo_create(oid), lo_from_bytea(oid, bytea) from public`)
  })

  it('reaches level 2 for a login that holds no right to write', async () => {
    const { level, reasons } = await proof()
    expect(level, reasons.join('\n')).toBe(2)
    expect(reasons.join()).toContain('not a replica')
  })

  const table = 'public.users'
  it.each<[string, (role: string) => string, RegExp, RegExp]>([
    ['a superuser', (r) => `alter role ${r} superuser`, /superuser/, /NOSUPERUSER/],
    ['an attribute', (r) => `alter role ${r} createrole`, /CREATEROLE/, /NOCREATEROLE/],
    ['the attribute that passes row security', (r) => `alter role ${r} bypassrls`, /BYPASSRLS/, /NOBYPASSRLS/],
    [
      'a grant on a table',
      (r) => `grant delete, insert on users to ${r}`,
      /DELETE, INSERT on the table public\.users/,
      /REVOKE DELETE, INSERT ON TABLE public\.users FROM "r_/,
    ],
    ['TRUNCATE alone', (r) => `grant truncate on users to ${r}`, /TRUNCATE/, /REVOKE TRUNCATE/],
    ['a grant on one column', (r) => `grant update (email) on users to ${r}`, /UPDATE \(email\)/, /REVOKE UPDATE \(email\) ON TABLE/],
    ['ownership of a table', (r) => `create table ${r}_own (id int); alter table ${r}_own owner to ${r}`, /owns the table/, /OWNER TO/],
    [
      'ownership after a revoke from itself',
      (r) => `create table ${r}_own (id int); alter table ${r}_own owner to ${r}; revoke all on ${r}_own from ${r}`,
      /owns the table/,
      /OWNER TO/,
    ],
    [
      'CREATE on a schema',
      (r) => `grant create on schema compliance to ${r}`,
      /create objects in the schema compliance/,
      /REVOKE CREATE ON SCHEMA compliance/,
    ],
    [
      'CREATE on the database',
      (r) => `grant create on database ${database} to ${r}`,
      /CREATE on the database/,
      /REVOKE CREATE ON DATABASE/,
    ],
    [
      'TEMPORARY on the database',
      (r) => `grant temporary on database ${database} to ${r}`,
      /temporary tables/,
      /REVOKE TEMPORARY ON DATABASE/,
    ],
    [
      'a sequence',
      (r) => `grant usage on sequence tickets to ${r}`,
      /sequence public\.tickets/,
      /REVOKE USAGE ON SEQUENCE public\.tickets/,
    ],
    [
      'a SECURITY DEFINER function',
      (r) => `grant execute on function purge() to ${r}`,
      /purge\(\).*SECURITY DEFINER/,
      /REVOKE EXECUTE ON FUNCTION purge\(\)/,
    ],
    [
      'a SECURITY DEFINER procedure',
      (r) => `grant execute on procedure refund() to ${r}`,
      /refund\(\)/,
      /REVOKE EXECUTE ON PROCEDURE refund\(\)/,
    ],
    ['pg_write_all_data', (r) => `grant pg_write_all_data to ${r}`, /pg_write_all_data/, /REVOKE "pg_write_all_data"/],
    ['pg_execute_server_program', (r) => `grant pg_execute_server_program to ${r}`, /runs programs/, /REVOKE/],
    [
      'large objects',
      (r) => `grant execute on function lo_create(oid) to ${r}`,
      /large objects by lo_create/,
      /REVOKE EXECUTE ON FUNCTION pg_catalog\.lo_create\(oid\)/,
    ],
    [
      'another server',
      (r) => `grant usage on foreign server elsewhere to ${r}`,
      /foreign server elsewhere/,
      /REVOKE USAGE ON FOREIGN SERVER elsewhere FROM "r_/,
    ],
    [
      'the kind of another server',
      (r) => `grant usage on foreign data wrapper dblink_fdw to ${r}`,
      /foreign servers of the kind dblink_fdw/,
      /REVOKE USAGE ON FOREIGN DATA WRAPPER/,
    ],
    [
      'a connection of its own to another server',
      (r) => `grant execute on function dblink_connect(text), dblink_exec(text, text) to ${r}`,
      /dblink_connect\(text\) and 1 more \(extension dblink\)/,
      /REVOKE EXECUTE ON ROUTINE dblink_connect\(text\), dblink_exec\(text,text\)/,
    ],
    [
      'a connection without a password',
      (r) => `grant execute on function dblink_connect_u(text) to ${r}`,
      /dblink_connect_u/,
      /REVOKE EXECUTE ON FUNCTION dblink_connect_u\(text\)/,
    ],
    [
      'files of the server by a function',
      (r) => `grant execute on function lo_export(oid, text) to ${r}`,
      /lo_export\(oid,text\), which acts on the server/,
      /REVOKE EXECUTE ON FUNCTION lo_export\(oid,text\)/,
    ],
    [
      'the server’s settings, read again',
      (r) => `grant execute on function pg_reload_conf() to ${r}`,
      /pg_reload_conf\(\)/,
      /REVOKE EXECUTE/,
    ],
    [
      'a function in a language that confines nothing',
      (r) =>
        `create function again_${r}() returns boolean language internal stable as 'pg_reload_conf'; revoke all on function again_${r}() from public; grant execute on function again_${r}() to ${r}`,
      /again_r_\w+\(\) \(internal\)/,
      /REVOKE EXECUTE ON ROUTINE again_r_/,
    ],
    [
      'an aggregate over a SECURITY DEFINER function',
      (r) => `grant execute on function tally(int) to ${r}`,
      /aggregate tally\(integer\)/,
      /REVOKE EXECUTE ON ROUTINE tally\(integer\)/,
    ],
    [
      'a setting of the server',
      (r) => `grant set, alter system on parameter log_min_messages to ${r}`,
      /setting log_min_messages of the server \(ALTER SYSTEM, SET\)/,
      /REVOKE ALTER SYSTEM, SET ON PARAMETER/,
    ],
    ['pg_checkpoint', (r) => `grant pg_checkpoint to ${r}`, /pg_checkpoint/, /REVOKE "pg_checkpoint"/],
    ['the attribute that replicates', (r) => `alter role ${r} replication`, /REPLICATION/, /NOREPLICATION/],
    [
      'rights on tables made later',
      (r) => `alter default privileges in schema public grant insert on tables to ${r}`,
      /made later/,
      /ALTER DEFAULT PRIVILEGES .* REVOKE INSERT ON TABLES/,
    ],
  ])('finds %s, and says what takes it away', async (_what, setup, words, revoke) => {
    const { level, reasons } = await proof((r) => setup(r))
    expect(level, reasons.join('\n')).toBe(1)
    expect(reasons.join('\n')).toMatch(words)
    expect(reasons.join('\n')).toMatch(revoke)
  })

  it.each<[string, (role: string) => string, RegExp]>([
    [
      'a large object that everyone may write',
      () => `select lo_create(4711); grant update on large object 4711 to public`,
      /PUBLIC.*large object 4711/,
    ],
    [
      'large objects of its own',
      (r) => `select lo_create(1), lo_create(2); alter large object 1 owner to ${r}; alter large object 2 owner to ${r}`,
      /large object 1 and 1 more/,
    ],
    [
      'a setting that everyone may change',
      () => 'grant set on parameter log_min_duration_statement to public',
      /PUBLIC.*setting log_min_duration_statement/,
    ],
    ['rights on tables made later', (r) => `alter default privileges grant insert on tables to ${r}`, /made later/],
    [
      'the kind of another server',
      (r) => `create foreign data wrapper bare; grant usage on foreign data wrapper bare to ${r}`,
      /of the kind bare/,
    ],
    [
      'another server',
      (r) => `create foreign data wrapper bare; create server bare foreign data wrapper bare; grant usage on foreign server bare to ${r}`,
      /foreign server bare/,
    ],
    [
      'a function that acts as its owner',
      () => `create function acts() returns int language sql security definer as 'select 1'`,
      /acts\(\).*SECURITY DEFINER/,
    ],
    [
      'a function that is not confined',
      () => `create function again() returns boolean language internal as 'pg_reload_conf'`,
      /again\(\) \(internal\)/,
    ],
  ])('finds %s in a database that holds nothing else', async (_what, setup, words) => {
    const bare = await server.createDatabase()
    const made = freshName('r')
    await server.execute(
      bare,
      `create role ${made} login password '${password}'; revoke temporary on database ${bare} from public;
      revoke execute on function lo_creat(integer), lo_create(oid), lo_from_bytea(oid, bytea) from public; revoke create on schema public from public`,
    )
    expect(await proofOf(server, made, bare)).toMatchObject({ level: 2 })
    await server.execute(bare, setup(made))
    const { level, reasons } = await proofOf(server, made, bare)
    if (setup('').includes('parameter')) await server.execute(bare, 'revoke set on parameter log_min_duration_statement from public')
    expect(level).toBe(1)
    expect(reasons.join('\n')).toMatch(words)
  })

  it('finds ownership of what is no table', async () => {
    const { level, reasons } = await proof((r) => `create type ${r}_kind as enum ('a'); alter type ${r}_kind owner to ${r}`)
    expect(level).toBe(1)
    expect(reasons.join('\n')).toMatch(/owns the type r_\w+_kind/)
  })

  it('keeps level 2 for functions that read what only a superuser reads at first, and for known extensions', async () => {
    await run('create extension if not exists pgcrypto; create extension if not exists pg_trgm')
    const { level, reasons } = await proof(
      (r) => `grant execute on function pg_read_file(text), pg_ls_dir(text) to ${r}; grant pg_monitor to ${r}`,
    )
    expect(level, reasons.join('\n')).toBe(2)
  })

  it('keeps level 2 for a view over a function: a view lends no right to run one', async () => {
    await run('create or replace view through as select 1 as a where purge() is not null')
    const made = await role()
    const { level, reasons } = await proofOf(server, made, database)
    expect(level, reasons.join('\n')).toBe(2)
    await expect(
      (await import('../servers/known-server.ts'))
        .connectToServer({ ...server, user: made, password })
        .execute(database, 'select * from through'),
    ).rejects.toMatchObject({ code: '42501' })
    await run('drop view through')
  })

  it('follows membership through roles, also where it is not inherited', async () => {
    const [writers, staff] = [freshName('writers'), freshName('staff')]
    await run(`create role ${writers}; create role ${staff} in role ${writers}; grant update on ${table} to ${writers}`)
    const { level, reasons } = await proof((r) => `alter role ${r} noinherit; grant ${staff} to ${r}`)
    expect(level).toBe(1)
    expect(reasons.join('\n')).toContain(`The role ${writers}, of which this login is a member, holds UPDATE on the table public.users`)
  })

  it('finds what is granted to everyone', async () => {
    await run(`create table notice_board (id int); grant select, insert on notice_board to public`)
    const { level, reasons } = await proof()
    await run('drop table notice_board')
    expect(level).toBe(1)
    expect(reasons.join('\n')).toContain('PUBLIC, which is everyone, holds INSERT on the table public.notice_board')
  })

  it('finds each revocation it names to be enough', async () => {
    const made = await role(
      (r) =>
        `grant insert, update (email) on users to ${r}; grant create on schema compliance to ${r}; grant usage on sequence tickets to ${r}; grant execute on function purge() to ${r}`,
    )
    const { reasons } = await proofOf(server, made, database)
    for (const reason of reasons) await run(/To take it away: (.+)$/.exec(reason)?.[1] ?? '')
    expect((await proofOf(server, made, database)).level).toBe(2)
  })

  it('claims nothing for a connection that is set to read-write', async () => {
    const made = await role((r) => `grant insert on users to ${r}`)
    expect(await proofOf(server, made, database, true)).toMatchObject({
      level: 0,
      reasons: [expect.stringContaining('read-write'), expect.any(String)],
    })
  })

  it('leaves no trace: nothing is written to prove anything', async () => {
    const counted = await run(
      "select sum(n_tup_ins + n_tup_upd + n_tup_del)::text as n from pg_stat_user_tables where schemaname = 'public'",
    )
    await proof((r) => `grant insert on users to ${r}`)
    const after = await run("select sum(n_tup_ins + n_tup_upd + n_tup_del)::text as n from pg_stat_user_tables where schemaname = 'public'")
    expect(after).toEqual(counted)
  })
})

describe('a PostgreSQL that takes no writes', () => {
  it('is level 3 for whoever writes tables, and level 1 for whoever reaches further', async () => {
    const { rm, writeFile } = await import('node:fs/promises')
    const server: PrivateServer = await startPostgres({ settings: { hot_standby: 'on' } })
    afterwards(() => server.stop())
    await server.execute(
      'postgres',
      `create role reader login password '${password}'; create role filer login password '${password}' in role pg_write_server_files;
       create role root login superuser password '${password}'; create table users (id int); create role writer login password '${password}';
       grant insert on users to writer; checkpoint`,
    )
    await server.kill()
    await writeFile(join(server.directory, 'data', 'standby.signal'), '')
    await rm(join(server.directory, 'data', 'postmaster.pid'), { force: true })
    await server.restart()
    const proof = await proofOf(server, 'reader', 'postgres')
    expect(proof).toMatchObject({ level: 3, reasons: [expect.stringContaining('replica')] })
    expect(await proofOf(server, 'writer', 'postgres')).toMatchObject({ level: 3 })
    expect(await proofOf(server, 'filer', 'postgres')).toMatchObject({
      level: 1,
      reasons: [expect.stringContaining('pg_write_server_files'), expect.stringContaining('replica')],
    })
    expect(await proofOf(server, 'root', 'postgres')).toMatchObject({
      level: 1,
      reasons: [expect.stringContaining('superuser'), expect.anything()],
    })
  })
})

describe('read-only, proven, on MariaDB', () => {
  let server: PrivateServer
  const run = (sql: string) => server.execute('lms', sql)
  const account = async (setup: (account: string) => string = () => ''): Promise<string> => {
    const made = freshName('u')
    await run(`create user ${made}@'%' identified by '${password}'; grant select on lms.* to ${made}@'%'; ${setup(`${made}@'%'`)}`)
    return made
  }
  const proof = async (setup?: (account: string) => string): Promise<ReadOnlyProof> => proofOf(server, await account(setup), 'lms')

  beforeAll(async () => {
    server = await startMariadb({})
    afterwards(() => server.stop())
    await server.createDatabase('lms')
    await server.createDatabase('lms_2')
    await server.createDatabase('other')
    await run(`
      create table users (id int primary key, email varchar(80));
      create procedure clear_out() sql security definer delete from lms.users;
      create function harmless() returns int sql security invoker return 1`)
  })

  it('reaches level 2 for an account that holds no right to write here', async () => {
    const { level, reasons } = await proof((a) => `grant all on other.* to ${a}; grant process, show databases on *.* to ${a}`)
    expect(level, reasons.join('\n')).toBe(2)
  })

  it.each<[string, (account: string) => string, RegExp, RegExp]>([
    ['a right on every database', (a) => `grant insert on *.* to ${a}`, /INSERT on every database/, /REVOKE INSERT ON \*\.\* FROM 'u_/],
    [
      'all rights on the database',
      (a) => `grant all on lms.* to ${a}`,
      /ALL PRIVILEGES on the database lms/,
      /REVOKE ALL PRIVILEGES ON `lms`\.\*/,
    ],
    ['a database named by a pattern', (a) => `grant delete on \`lm%\`.* to ${a}`, /DELETE on the database lm%/, /REVOKE DELETE/],
    ['a right on one table', (a) => `grant update on lms.users to ${a}`, /UPDATE on lms\.users/, /REVOKE UPDATE ON `lms`\.`users`/],
    [
      'a right on one column',
      (a) => `grant update (email) on lms.users to ${a}`,
      /UPDATE \(`email`\) on lms\.users/,
      /REVOKE UPDATE \(`email`\)/,
    ],
    ['files of the server', (a) => `grant file on *.* to ${a}`, /FILE/, /REVOKE FILE/],
    ['events', (a) => `grant event on lms.* to ${a}`, /EVENT/, /REVOKE EVENT/],
    ['triggers', (a) => `grant trigger on lms.* to ${a}`, /TRIGGER/, /REVOKE TRIGGER/],
    ['temporary tables', (a) => `grant create temporary tables on lms.* to ${a}`, /CREATE TEMPORARY TABLES/, /REVOKE/],
    [
      'a DEFINER procedure',
      (a) => `grant execute on procedure lms.clear_out to ${a}`,
      /procedure lms\.clear_out.*DEFINER/,
      /REVOKE EXECUTE ON PROCEDURE `lms`\.`clear_out`/,
    ],
    ['every routine', (a) => `grant execute on lms.* to ${a}`, /procedure lms\.clear_out/, /REVOKE EXECUTE ON `lms`\.\*/],
    ['the right to grant', (a) => `grant select on lms.* to ${a} with grant option`, /GRANT OPTION/, /REVOKE GRANT OPTION/],
  ])('finds %s, and says what takes it away', async (_what, setup, words, revoke) => {
    const { level, reasons } = await proof(setup)
    expect(level, reasons.join('\n')).toBe(1)
    expect(reasons.join('\n')).toMatch(words)
    expect(reasons.join('\n')).toMatch(revoke)
  })

  it('counts a role that is not switched on, and the roles behind it', async () => {
    const [outer, inner] = [freshName('o'), freshName('i')]
    await run(`create role ${outer}; create role ${inner}; grant ${inner} to ${outer}; grant insert on lms.* to ${inner}`)
    const { level, reasons } = await proof((a) => `grant ${outer} to ${a}`)
    expect(level, reasons.join('\n')).toBe(1)
    expect(reasons.join('\n')).toContain(`The role ${inner}, which this login can switch on, holds INSERT on the database lms`)
  })

  it('counts what is granted to everyone', async () => {
    await run('grant insert on lms.users to public')
    const { level, reasons } = await proof()
    await run('revoke insert on lms.users from public')
    expect(level, reasons.join('\n')).toBe(1)
    expect(reasons.join('\n')).toMatch(/PUBLIC, which is everyone, holds INSERT on lms\.users/)
  })

  it('is not misled by a database whose name only looks alike', async () => {
    expect((await proof((a) => `grant insert on \`lms\\_2\`.* to ${a}`)).level).toBe(2)
    expect((await proof((a) => `grant insert on \`lms_2\`.* to ${a}`)).level).toBe(2)
  })

  describe('views with their definers’ rights', () => {
    const viewer = async (grants: (account: string) => string): Promise<string> => {
      const made = freshName('v')
      await run(`create user ${made}@'%' identified by '${password}'; ${grants(`${made}@'%'`)}`)
      return made
    }
    let file: string
    beforeAll(async () => {
      file = join(server.directory, 'by-a-view')
      await server.createDatabase('viewed')
      await server.execute(
        'viewed',
        `create table users (id int primary key); insert into users values (1);
         create function leak() returns int deterministic begin declare found int; select id into outfile '${file}' from viewed.users; return 1; end;
         create view leaking as select leak() as a; create view behind as select * from leaking; create view plain as select id from users`,
      )
    })

    it('are level 1 where one runs a function, told by its name, and neither test nor sample runs it', async () => {
      const made = await viewer((a) => `grant select, show view on viewed.* to ${a}`)
      const { test } = await tryUrl(`mysql://${made}:${password}@127.0.0.1:${server.port}/viewed`)
      expect(test.readOnly?.level).toBe(1)
      expect(test.readOnly?.reasons.join('\n')).toMatch(/view viewed\.leaking, which runs leak with its definer’s rights/)
      expect(test.stages.find(({ stage }) => stage === 'sample')).toMatchObject({
        status: 'ok',
        detail: expect.stringContaining('1 table'),
      })
      expect(existsSync(file)).toBe(false)
    })

    it('are level 1 where their definition or what is behind them may not be seen, with what would show it', async () => {
      const blind = await proofOf(server, await viewer((a) => `grant select on viewed.* to ${a}`), 'viewed')
      expect(blind.level).toBe(1)
      expect(blind.reasons.join('\n')).toMatch(/view viewed\.plain .* cannot be told.*GRANT SHOW VIEW ON `viewed`\.`plain` TO 'v_/)
      const outer = await proofOf(server, await viewer((a) => `grant select, show view on viewed.behind to ${a}`), 'viewed')
      expect(outer.level).toBe(1)
      expect(outer.reasons.join('\n')).toMatch(/viewed\.behind .* cannot be told: this login may not see viewed\.leaking behind it/)
    })

    it('count where a role that is not switched on reads them, and so do routines', async () => {
      const [reading, running] = [freshName('reading'), freshName('running')]
      await run(
        `create role ${reading}; grant select, show view on viewed.* to ${reading}; create role ${running}; grant execute on lms.* to ${running}`,
      )
      const viewing = await proofOf(server, await viewer((a) => `grant select on lms.* to ${a}; grant ${reading} to ${a}`), 'lms')
      expect(viewing.level, viewing.reasons.join('\n')).toBe(1)
      expect(viewing.reasons.join('\n')).toContain('runs leak with its definer’s rights')
      const calling = await proofOf(server, await viewer((a) => `grant select on lms.* to ${a}; grant ${running} to ${a}`), 'lms')
      expect(calling.level, calling.reasons.join('\n')).toBe(1)
      expect(calling.reasons.join('\n')).toContain(
        `The role ${running}, which this login can switch on, may run the procedure lms.clear_out`,
      )
    })

    it('are level 2 where all of it is seen and nothing runs, by the grants that were named', async () => {
      const made = await viewer((a) => `grant select on viewed.plain to ${a}`)
      for (let round = 0; round < 2; round++) {
        const { level, reasons } = await proofOf(server, made, 'viewed')
        expect(level).toBe(1)
        await run(/To let it: (.+)$/.exec(reasons[0] ?? '')?.[1] ?? '')
      }
      expect(await proofOf(server, made, 'viewed')).toMatchObject({ level: 2 })
    })
  })

  it('judges over every database where the connection names none', async () => {
    const made = await account((a) => `revoke select on lms.* from ${a}; grant select on other.* to ${a}`)
    const plain = await tryUrl(`mysql://${made}:${password}@127.0.0.1:${server.port}/`)
    expect(plain.test.readOnly, JSON.stringify(plain.test.failure)).toMatchObject({ level: 2 })
    const writer = await account((a) => `grant insert on lms.users to ${a}`)
    const { test } = await tryUrl(`mysql://${writer}:${password}@127.0.0.1:${server.port}`)
    expect(test.readOnly).toMatchObject({ level: 1, reasons: [expect.stringContaining('INSERT on lms.users')] })
  })

  it('never shows a password’s hash', async () => {
    const [{ hash } = { hash: '' }] = (await run(`select password('${password}') as hash`)) as { hash: string }[]
    const { reasons } = await proof((a) => `grant insert on lms.* to ${a}`)
    expect(hash).toMatch(/^\*[0-9A-F]{40}$/)
    expect(reasons.join()).not.toContain(hash)
    expect(reasons.join()).not.toMatch(/IDENTIFIED/)
  })

  it('is level 3 where the server is read_only and the account cannot pass that', async () => {
    const [plain, admin] = [
      await account((a) => `grant insert on lms.* to ${a}`),
      await account((a) => `grant read_only admin on *.* to ${a}`),
    ]
    const further = [
      await account((a) => `grant file on *.* to ${a}`),
      await account((a) => `grant insert, create temporary tables on lms.* to ${a}`),
      await account((a) => `grant execute on procedure lms.clear_out to ${a}`),
      await account((a) => `grant select, show view on viewed.* to ${a}`),
    ]
    await run('set global read_only = 1')
    const proofs: ReadOnlyProof[] = []
    for (const each of [plain, admin, ...further]) proofs.push(await proofOf(server, each, 'lms'))
    await run('set global read_only = 0')
    expect(proofs.map(({ level }) => level)).toEqual([3, 1, 1, 1, 1, 1])
    expect(proofs[2]?.reasons[0]).toMatch(/FILE on every database/)
  })
})
