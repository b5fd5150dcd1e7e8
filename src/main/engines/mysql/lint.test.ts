import { describe, expect, it } from 'vitest'
import { lintMysql } from './lint.ts'
import { KnownColumns } from './lint-schema.ts'
import { splitMysql } from './statements.ts'

/** Errors by their name, warnings with a question mark. */
const rules = (sql: string, earlier: readonly string[] = []): string[] => {
  const known = new KnownColumns()
  for (const text of earlier) lintMysql(splitMysql(text), known)
  return lintMysql(splitMysql(sql), known).map(({ rule, severity }) => (severity === 'error' ? rule : `${rule}?`))
}

describe('the lint of MySQL and MariaDB', () => {
  it.each<readonly [string, readonly string[]]>([
    ['drop table t', ['table-drop']],
    ['drop table if exists `a`, b', ['table-drop']],
    ['drop view v; drop index i on t', []],
    ['drop database d', ['schema-drop']],
    ['truncate table t', ['truncate']],
    ['truncate t', ['truncate']],
    ['delete from t', ['delete-without-where']],
    ['delete from t limit 100', []],
    ['update t set a = 1', ['update-without-where?']],
    ['update t set a = 1 where b', []],
    ['rename table a to b', ['rename-table?']],
    ['alter table t rename to u', ['rename-table?']],
    ['alter table t rename u', ['rename-table?']],
    ['alter table t rename column a to b', ['rename-column?']],
    ['alter table t rename index a to b', []],
    ['alter table t drop column a', ['column-drop']],
    ['alter table t drop if exists a, drop index b', ['column-drop']],
    ['alter table t drop primary key', ['table-copy']],
    ['alter table t drop foreign key f', ['constraint-drop?']],
    ['alter table t drop partition p', ['truncate']],
    ['alter table t add a int', []],
    ['alter table t add column a int not null', ['not-null-without-default?']],
    ['alter table t add (a int not null, b int)', ['not-null-without-default?']],
    ["alter table t add a varchar(5) not null default ''", []],
    ['alter table t add a int auto_increment', ['table-copy']],
    ['alter table t add a int as (b + 1) stored', ['table-copy']],
    ['alter table t add a int as (b + 1) virtual', []],
    ['alter table t add index i (a)', []],
    ['alter table t add unique i (a)', ['unique-constraint-builds-index?']],
    ['alter table t add fulltext (a)', ['index-without-concurrently']],
    ['alter table t add constraint f foreign key (a) references b (c)', ['constraint-validates']],
    ['alter table t add foreign key (a) references b (c)', ['constraint-validates']],
    ['alter table t add constraint check (a > 0)', ['constraint-validates']],
    ['alter table t add primary key (a)', ['table-rebuild?']],
    ['alter table t modify a bigint', ['table-copy']],
    ['alter table t modify column a bigint not null', ['not-null-change?', 'table-copy']],
    ['alter table t change a b bigint', ['rename-column?', 'table-copy']],
    ['alter table t change `a` a bigint', ['table-copy']],
    ['alter table t convert to character set utf8mb4', ['charset-conversion']],
    ['alter table t engine = innodb', ['table-rebuild?']],
    ['alter table t engine = aria', ['table-copy']],
    ['alter table t order by a', ['table-copy']],
    ['alter table t row_format = dynamic', ['table-rebuild?']],
    ['alter table t add a int, algorithm = copy, lock = shared', ['table-copy', 'lock-table']],
    ['alter online table if exists t add a int, algorithm=instant, lock=none', []],
    ["alter table t comment = 'x'", []],
    ['create index i on t (a)', []],
    ['create fulltext index i on t (a)', ['index-without-concurrently']],
    ['create unique index i on t (a)', ['unique-constraint-builds-index?']],
    ['call p()', ['unjudged-code?']],
    ['begin not atomic drop table t; end', ['unjudged-code?']],
    ['execute s', ['unjudged-code?']],
    ['optimize table t', ['table-rebuild?']],
    ['lock tables t write', ['lock-table']],
    ['use other', ['use-database']],
    ['start transaction', ['transaction-control']],
    ['set foreign_key_checks = 0', ['session-setting?']],
    ['set session sql_mode = ""', ['session-setting?']],
    ['set @@global.sql_mode = ""', ['session-setting?']],
    ['set global max_connections = 1, wait_timeout = 2', ['session-setting?']],
    ['set @old = @@unique_checks, unique_checks = 0', ['session-setting?']],
    ['set @old = @@unique_checks', []],
    ['set @x = 1', []],
    ['grant select on t to public', ['grant-to-public?']],
    [
      'insert into t values (1); alter table t add a int; alter table t add b int; delete from t where a; drop view v',
      ['implicit-commit?'],
    ],
    ['create table t (a int); insert into t values (1)', []],
    ['/*!50003 drop table t */', ['table-drop']],
    ["prepare s from 'drop table t'; execute s", ['table-drop']],
    ["set @q = 'drop table t'; prepare s from @q; execute s", ['table-drop']],
    ["set @q = concat('drop ', 'table t'); prepare s from @q; execute s", ['unjudged-code?']],
    ['insert into t values (1); set @c = last_insert_id(); insert into u values (@c)', ['session-value?', 'session-value?']],
    ['insert into t values (1); select max(a) into @m from t; update u set a = @m where b', ['session-value?']],
    ['set @n = (select count(*) from t); insert into u values (@n)', []],
    ['set @n = (select count(*) from t); insert into u values (@n); insert into v values (@n)', ['session-value?']],
    ["set @n = 'one'; insert into u values (@n); insert into v values (@n)", []],
    ['insert into t values (1); insert into u values (row_count())', ['session-value']],
    ['create temporary table x (a int); insert into u select a from x; drop temporary table x', ['session-value?', 'session-value?']],
    ['create temporary table x (a int); insert into u values (1)', []],
  ])('%s', (sql, expected) => {
    expect(rules(sql)).toEqual(expected)
  })

  it.each([
    'alter table t drop a',
    'drop table t',
    'alter table t add foreign key (a) references b (c)',
    'delete from t',
    'create fulltext index i on t (a)',
  ])('lets a table that the file made be changed: %s', (sql) => {
    expect(rules(`create table if not exists t (a int); ${sql}`)).toEqual([])
  })

  it.each<readonly [string, string, readonly string[]]>([
    ['varchar(20)', 'varchar(40)', []],
    ['varchar(20)', 'varchar(200)', ['table-copy?']],
    ['varchar(20)', 'varchar(10)', ['type-narrowing']],
    ['int', 'bigint', ['table-copy']],
    ['int(11)', 'integer', []],
    ['bigint', 'int', ['type-narrowing']],
    ['int', 'int unsigned', ['type-narrowing']],
    ['text', 'varchar(100)', ['type-narrowing']],
    ['decimal(8, 2)', 'decimal(8, 2)', []],
    ['decimal(8, 2)', 'decimal(10, 2)', ['table-copy']],
    ['decimal(8, 2)', 'decimal(8, 3)', ['type-narrowing']],
    ["enum('a', 'b')", "enum('a', 'b', 'c')", []],
    ["enum('a', 'b')", "enum('c', 'a', 'b')", ['table-copy']],
    ["enum('a', 'b')", "enum('a')", ['type-narrowing']],
    ['int', 'int not null', ['not-null-change']],
    ['int not null', 'int not null', []],
  ])('knows from earlier migrations what %s to %s does', (from, to, expected) => {
    expect(rules(`alter table t modify b ${to}`, [`create table t (id int primary key, b ${from}, key (b))`])).toEqual(expected)
    expect(rules(`alter table t modify b ${to}`, ['create table t (b json)', `alter table t change b b ${from}`])).toEqual(expected)
    expect(rules(`alter table t modify b ${to}`, ['create table t (a int)', `alter table t add column b ${from}`])).toEqual(expected)
  })
})
