import { describe, expect, it } from 'vitest'
import { splitMysql } from './statements.ts'

const texts = (script: string): string[] => splitMysql(script).map((statement) => statement.text)

const bodies: readonly string[] = [
  'create trigger t before insert on a for each row begin set new.b = 1; set new.c = 2; end',
  'create trigger t before insert on a for each row precedes u if new.b then set new.b = 1; else set new.b = 2; end if',
  'create trigger t before insert on a for each row set new.b = if(new.c, 1, 2)',
  "create definer = `root`@`localhost` trigger t before insert on a for each row begin if(new.b) then set new.b = 'end;'; end if; end",
  'create or replace procedure p() begin declare done int default 0; declare continue handler for not found set done = 1; select 1; end',
  "create procedure if not exists p(in a int, out b decimal(5, 2)) comment 'begin;' deterministic begin select case a when 1 then 2 else 3 end into b; end",
  "create procedure p() begin declare exit handler for sqlexception, sqlstate '42S02', 1146 begin rollback; resignal; end; select 1; end",
  'create procedure p(a int) begin case a when 1 then select 1; when 2 then begin select 2; end; else select 3; end case; end',
  'create procedure p() case 1 when 1 then select 1; end case',
  'create procedure p() begin outer_loop: loop leave outer_loop; end loop outer_loop; while 1 do select 1; end while; repeat select 2; until 1 end repeat; end',
  'create procedure p() begin for i in 1..10 do select i; end for; end',
  'create procedure p() again: begin select 1; leave again; end again',
  "create function f(a int) returns varchar(10) character set utf8mb4 return if(a, 'b;', 'c')",
  "create function f() returns set('a', 'b') reads sql data begin return 'a'; end",
  'create aggregate function if not exists f(x int) returns int begin declare s int default 0; loop fetch group next row; set s = s + x; end loop; end',
  "create event e on schedule every 1 day starts '2026-01-01' on completion preserve do begin delete from a; delete from b; end",
  'alter event e do begin delete from a; end',
  'create event e on schedule every 1 day do delete from a',
  'begin not atomic declare x int; set x = 1; if x then select x; end if; end',
  'create procedure p() begin select t.end, @begin, `end`, "begin", t.case from t; end',
  'create procedure p() begin if case 1 when 1 then 1 end then select 1; elseif exists (select 1) then select 2; end if; end',
  'create procedure p() begin replace into a values (repeat(1, 2)); insert into a values (1) on duplicate key update b = if(1, 2, 3); end',
  'create procedure p() select 1',
]

describe('a script of MySQL or MariaDB in statements', () => {
  it.each([
    ['nothing', '', []],
    ['comments alone', '-- a;\n# b;\n/* c; */', []],
    ['empty statements', ';;select 1;; ;', ['select 1']],
    ['a semicolon in a # comment', 'select 1 # a; b\n + 1; select 2', ['select 1 # a; b\n + 1', 'select 2']],
    ['two minus signs without a space', 'select 1--1; select 2', ['select 1--1', 'select 2']],
    ['a semicolon behind --', 'select 1 -- a; b\n; select 2 --', ['select 1', 'select 2']],
    [
      'backslashes and doubled quotes',
      String.raw`select 'a\';b', "c\";d", 'e'';f'; select 2`,
      [String.raw`select 'a\';b', "c\";d", 'e'';f'`, 'select 2'],
    ],
    ['backticks, where a backslash is plain', 'select `a;``b\\`; select 2', ['select `a;``b\\`', 'select 2']],
    [
      'executable comments',
      '/*!40101 set names utf8mb4 */; /*M!100100 select 1; */; select /*+ hint */ 2 /* ; */',
      ['/*!40101 set names utf8mb4 */', '/*M!100100 select 1; */', 'select /*+ hint */ 2'],
    ],
    ['a comment for a version there is none of', '/*!999999\\- enable the sandbox mode */ \nselect 1;', ['select 1']],
    ['text beyond ASCII', "select '😀;'; create table größe (ä int)", ["select '😀;'", 'create table größe (ä int)']],
    [
      'a table of events',
      'create table event (a int); create table t (`trigger` int); select 1',
      ['create table event (a int)', 'create table t (`trigger` int)', 'select 1'],
    ],
    [
      'a role before a procedure',
      'create role r; create procedure p() begin select 1; end',
      ['create role r', 'create procedure p() begin select 1; end'],
    ],
  ])('%s', (_, script, expected) => {
    expect(texts(script)).toEqual(expected)
  })

  it.each(bodies)('keeps a body whole without DELIMITER: %s', (body) => {
    expect(texts(`select 0;\n${body};\nselect 1;`)).toEqual(['select 0', body, 'select 1'])
    expect(texts(body.toUpperCase())).toEqual([body.toUpperCase()])
  })

  it.each(bodies)('keeps a body whole between DELIMITER lines: %s', (body) => {
    expect(texts(`select 0;\nDELIMITER //\n${body}//\n${body}\n//\ndelimiter ;\nselect 1;`)).toEqual(['select 0', body, body, 'select 1'])
  })

  it.each(['$$', ';;', '//', '|', '~~', 'go'])('takes %s for a delimiter, also right behind a word', (delimiter) => {
    expect(
      texts(
        `DELIMITER ${delimiter}  rest is not read\nselect 1; select 'a${delimiter}b' x${delimiter} select 3 ${delimiter}\nDELIMITER ;\nselect 4`,
      ),
    ).toEqual([`select 1; select 'a${delimiter}b' x`, 'select 3', 'select 4'])
  })

  it('reads a dump’s trigger', () => {
    const trigger =
      '/*!50003 CREATE*/ /*!50017 DEFINER=`root`@`localhost`*/ /*!50003 TRIGGER t BEFORE INSERT ON a FOR EACH ROW BEGIN SET NEW.b = 1; END */'
    expect(texts(`DELIMITER ;;\n${trigger};;\nDELIMITER ;\nselect 1;`)).toEqual([trigger, 'select 1'])
    expect(texts(`${trigger};\nselect 1;`)).toEqual([trigger, 'select 1'])
  })

  it('tells the line of each statement’s first word', () => {
    expect(splitMysql('-- a\n\nselect 1; select\n2;\nDELIMITER //\r\nselect 3//\n# c\nselect 4//').map(({ line }) => line)).toEqual([
      3, 3, 6, 8,
    ])
  })

  it.each([
    ['create table t (a int)', false, false],
    ['create temporary table t (a int)', true, false],
    ['drop temporary table t', true, false],
    ['alter table t add b int', false, false],
    ['truncate t', false, false],
    ['insert into t values (1)', true, false],
    ['set password = x', false, false],
    ['set names utf8mb4', true, false],
    ['lock tables t write', false, false],
    ['/*!50003 create table t (a int) */', false, false],
    ['start transaction', true, true],
    ['start slave', true, false],
    ['begin', true, true],
    ['begin work', true, true],
    ['begin not atomic select 1; end', true, false],
    ['commit', true, true],
    ['rollback to s', true, true],
    ['release savepoint s', true, true],
    ['set autocommit = 0', true, true],
    ['set session autocommit = 0', true, true],
    ['set @old = @@autocommit, @@session.autocommit = 0', true, true],
    ['set @autocommit = @@autocommit', true, false],
    ['/*!40101 set @old_autocommit = @@autocommit */', true, false],
    ["set names 'utf8mb4'", true, false],
    ["xa start 'x'", true, true],
  ])('%s: in a transaction %s, steers one %s', (sql, transactional, control) => {
    expect(splitMysql(sql)).toMatchObject([{ transactional, control }])
  })

  it.each([
    ['call p()', { transactional: true, unforeseeable: true }],
    ['/*!50003 call p() */', { unforeseeable: true }],
    ['begin not atomic select 1; end', { unforeseeable: true }],
    ['execute s', { unforeseeable: true }],
    ['execute immediate @a', { unforeseeable: true }],
    ["execute immediate 'call p()'", { unforeseeable: true, runs: 'call p()' }],
    ["execute immediate 'insert into t values (''it''''s'')'", { transactional: true, runs: "insert into t values ('it''s')" }],
    ["prepare s from 'create table t (a int)'; execute s", { transactional: false, runs: 'create table t (a int)' }],
    ["set @q = 'create table t (a int)'; prepare s from @q; execute s using @b", { transactional: false, runs: 'create table t (a int)' }],
    ["set @q = 'drop table t'; select 'x' into @q; prepare s from @q; execute s", { unforeseeable: true }],
    ["prepare s from 'drop table t'; call p(); execute s", { unforeseeable: true }],
    ["prepare s from 'commit'; execute s", { control: true, runs: 'commit' }],
    ['set statement max_statement_time = 2 for create table t (a int)', { transactional: false }],
    ['set statement max_statement_time = 2 for call p()', { unforeseeable: true }],
    ['set statement max_statement_time = 2 for insert into t values (1)', { transactional: true }],
  ])('%s: what it runs, and whether that can be foreseen', (sql, expected) => {
    const [last] = splitMysql(sql).slice(-1)
    expect(last).toMatchObject(expected)
    expect(last?.unforeseeable).toBe('unforeseeable' in expected ? true : undefined)
  })

  it.each([
    ['execute immediate @a', '@`a`'],
    ["set @a = concat('drop', ' table t'); prepare s from @a; execute s", '@`a`'],
    ["select 'drop table t' into @a; prepare s from @a; set foreign_key_checks = 0; execute s using @b", '@`a`'],
    ['prepare s from @a; execute s; execute s', undefined],
    ["prepare s from @a; set @a = 'x'; execute s", undefined],
    ['prepare s from @a; insert into t values (1); execute s', undefined],
    ["prepare s from @a; prepare s from concat('a', @b); execute s", undefined],
    ['execute immediate concat(@a, @b)', undefined],
    ["execute immediate 'drop table t'", undefined],
  ])('%s: the variable that holds what it runs is %s', (sql, asks) => {
    expect(splitMysql(sql).at(-1)?.asks).toBe(asks)
  })

  it.each([
    ["select 1;\n select 'a", 'line 2, column 9'],
    ['select 1;\nselect /* a', 'line 2, column 8'],
    ['create procedure p()\nbegin select 1;\nif 1 then select 2; end;', 'line 2, column 1'],
    ['select 1\\G', 'line 1, column 9'],
    ['select 1;\nsource more.sql', 'line 2, column 1'],
    ['DELIMITER\nselect 1', 'line 1, column 1'],
  ])('refuses %j at its place', (script, detail) => {
    expect(() => splitMysql(script)).toThrowError(expect.objectContaining({ code: 'migration.sql-invalid', detail }))
  })
})
