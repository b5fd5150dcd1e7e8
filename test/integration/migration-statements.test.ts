import { execFile } from 'node:child_process'
import { promisify } from 'node:util'
import mysql from 'mysql2/promise'
import { beforeAll, describe, expect, it } from 'vitest'
import { splitStatements } from '../../src/main/engines/index.ts'
import { sharedServer, type TestServer } from '../servers/index.ts'

/** Bodies that people write, each between a table and a last statement. */
const bodies = [
  'create trigger t1 before insert on a for each row begin set new.`end` = 1; if new.c then set new.c = 2; end if; end',
  'create trigger t2 before update on a for each row if new.b then set new.b = 1; else set new.b = 2; end if',
  'create procedure p1() begin declare done int default 0; declare continue handler for not found set done = 1; select \'end;\', "a;"; end',
  'create procedure if not exists p2(in x int, out y decimal(5, 2)) deterministic comment "begin;" begin select case x when 1 then 2 else 3 end into y; end',
  "create procedure p3() begin declare exit handler for sqlexception, sqlstate '42S02', 1146 begin rollback; resignal; end; select 1; end",
  'create procedure p4(x int) begin case x when 1 then select 1; when 2 then begin select 2; end; else select 3; end case; end',
  'create procedure p5() begin outer_loop: loop leave outer_loop; end loop outer_loop; while 0 do select 1; end while; repeat select 2; until 1 end repeat; end',
  'create procedure p6() again: begin select 1; leave again; end again',
  "create function f1(x int) returns varchar(10) character set utf8mb4 return if(x, 'b;', 'c')",
  "create function f2() returns set('a', 'b') reads sql data begin return 'a'; end",
  "create event e1 on schedule every 1 day starts '2036-01-01' on completion preserve do begin delete from a; delete from a where b; end",
  'create procedure p7() begin replace into a (b) values (length(repeat(1, 2))); update a set `end` = if(1, 2, 3) where a.`end` = 1; set @begin = 1; end',
  'create procedure p8() begin if case 1 when 1 then 1 end then select 1; elseif exists (select 1) then select 2; end if; end',
]
const before = "create table a (b int, c int, `end` int) comment 'x;'; # one; two\ninsert into a (b) values (1) -- ;\n"
const after = "insert into a (b) values (2), (3) /* ; */; /*!40101 set @x = 'y;' */; select 'it\\'s;'"

const routines = `select routine_name as name, routine_definition as body from information_schema.routines where routine_schema = database()
  union all select trigger_name, action_statement from information_schema.triggers where trigger_schema = database()
  union all select event_name, event_definition from information_schema.events where event_schema = database() order by name`

describe('a script in statements, run one by one on MariaDB', () => {
  let server: TestServer
  beforeAll(() => {
    server = sharedServer('mariadb')
  })

  const throughProvost = async (script: string): Promise<unknown> => {
    const database = await server.createDatabase()
    for (const { text } of await splitStatements('mysql', script)) await server.execute(database, text)
    return { routines: await server.execute(database, routines), rows: await server.execute(database, 'select b from a order by b') }
  }
  const throughClient = async (script: string): Promise<unknown> => {
    const database = await server.createDatabase()
    const login = ['--no-defaults', '--protocol=tcp', '--host=127.0.0.1', `--port=${server.port}`, `--user=${server.user}`, database]
    const client = promisify(execFile)('mariadb', login, { env: { ...process.env, MYSQL_PWD: server.password } })
    client.child.stdin?.end(script)
    await client
    return { routines: await server.execute(database, routines), rows: await server.execute(database, 'select b from a order by b') }
  }

  it('gives with DELIMITER lines what the mariadb client gives, and without them the same', async () => {
    const delimited = `${before};\nDELIMITER //\n${bodies.join('//\n')} //\nDELIMITER ;\n${after};`
    const plain = `${before};\n${bodies.join(';\n')};\n${after};`
    const expected = await throughClient(delimited)
    expect(expected).toMatchObject({ routines: expect.objectContaining({ length: bodies.length }), rows: [{ b: 1 }, { b: 2 }, { b: 3 }] })
    expect(await throughProvost(plain)).toEqual(expected)
    expect(await throughProvost(delimited)).toEqual(expected)
  })

  it('reads a dump with its triggers, routines and events', async () => {
    const from = await server.createDatabase()
    const into = await server.createDatabase()
    await server.execute(
      from,
      "create table a (b int, c int, `end` int, d text); insert into a values (1, 2, 3, 'a;b\\\\'), (2, 3, 4, '-- c\\'d')",
    )
    for (const body of bodies) await server.execute(from, body)
    const login = ['--no-defaults', '--protocol=tcp', '--host=127.0.0.1', `--port=${server.port}`, `--user=${server.user}`]
    const { stdout } = await promisify(execFile)('mariadb-dump', [...login, '--routines', '--triggers', '--events', from], {
      env: { ...process.env, MYSQL_PWD: server.password },
    })
    const session = await mysql.createConnection({
      host: '127.0.0.1',
      port: server.port,
      user: server.user,
      password: server.password,
      database: into,
    })
    for (const { text } of await splitStatements('mysql', stdout)) await session.query(text)
    await session.end()
    expect(await server.execute(into, routines)).toEqual(await server.execute(from, routines))
    expect(await server.execute(into, 'select * from a order by b')).toEqual(await server.execute(from, 'select * from a order by b'))
  })
})
