import type { TestServer } from '../../servers/index.ts'

/** 64-bit keys begin here: where JavaScript's numbers no longer tell neighbours apart. */
export const firstLog = 9_007_199_254_740_993n
export const logs = 1_000_000

/** A million rows with a key, and things to filter by. */
export const makeLogs = (server: TestServer, database: string): Promise<unknown> =>
  server.execute(
    database,
    `create type mood as enum ('glad', 'so-so');
     create table logs (id bigint primary key, happened timestamp not null, day date not null, minutes integer, note text, site varchar(20), mood mood, done boolean not null);
     insert into logs
     select ${firstLog} + i, timestamp '2020-01-01' + i * interval '97 seconds', date '2020-01-01' + i / 1000, i % 180,
            case when i % 5 = 0 then null when i % 1000 = 1 then '=1+1' else 'note ' || i end, 'site ' || i % 40,
            (case when i % 2 = 0 then 'glad' else 'so-so' end)::mood, i % 2 = 0
     from generate_series(0, ${logs - 1}) i;
     analyze logs;`,
  )

const numbers = (count: number): readonly number[] => Array.from({ length: count }, (_, index) => index)

/** 200 tables, names of mixed case and with signs, tables without a key and without columns, a table of every sort of type. */
export const makeOddPostgres = async (server: TestServer, database: string): Promise<void> => {
  const many = numbers(200).map((index) => `create table "Course_${String(index).padStart(3, '0')}" (id int primary key, "Title" text)`)
  await server.execute(
    database,
    [
      ...many,
      'create schema "Archive 2019"',
      'create table "Archive 2019"."Mixed Case" ("Id" serial primary key, "select" text, "quo""te" text)',
      `insert into "Archive 2019"."Mixed Case" ("select", "quo""te") values ('one', '<b>two</b>')`,
      'create table keyless (happened timestamp, words text)',
      "insert into keyless select now(), 'same words' from generate_series(1, 500)",
      'create table columnless ()',
      'create table kinds (id int primary key, i8 bigint, n numeric, f double precision, b boolean, d date, t time, ts timestamp, tz timestamptz, iv interval, by bytea, j json, jb jsonb, u uuid, ia integer[], r int4range, ip inet, p point, bits bit(4), m money, x xml, v tsvector)',
      `insert into kinds values (1, 9223372036854775807, 'NaN', '-Infinity', true, 'infinity', '24:00', '-infinity', now(), '1 year 2 days', '\\x00ff', '{"a":1}', '[1,2]', gen_random_uuid(), '{1,null}', '[1,5)', '10.0.0.1/8', '(1,2)', '0101', 12.34, '<a/>', 'a b')`,
      'insert into kinds (id) values (2)',
      'create materialized view summary as select count(*) as many from keyless',
      'create table parted (id int, day date) partition by range (day)',
      "create table parted_2026 partition of parted for values from ('2026-01-01') to ('2027-01-01')",
      "insert into parted values (1, '2026-11-20')",
    ].join(';\n'),
  )
}

/** The same oddities as MariaDB has them: keys filled with zeros, dates that are none, bits, sets, a key of text. */
export const makeOddMariadb = async (server: TestServer, database: string): Promise<void> => {
  await server.execute(
    database,
    [
      "set sql_mode = ''",
      ...numbers(200).map((index) => `create table Course_${String(index).padStart(3, '0')} (id int primary key, Title text)`),
      'create table zero_filled (id int(8) unsigned zerofill primary key auto_increment, name varchar(20))',
      "insert into zero_filled (name) values ('first'), ('second')",
      'create table `Mixed ``Case` (`Key` varchar(20) primary key, `select` text)',
      "insert into `Mixed ``Case` values ('a', 'one')",
      'create table keyless (words text)',
      "insert into keyless values ('same'), ('same')",
      "create table kinds (id int primary key, big bigint unsigned, d date, dt datetime(6), ts timestamp null, t time, y year, b bit(9), bl blob, e enum('a','b'), s set('x','y'), n decimal(38,10), f double, j json, ti tinyint(1), te longtext)",
      "insert into kinds values (1, 18446744073709551615, '0000-00-00', '2026-11-20 14:32:00.123456', null, '-838:59:59', 2026, b'101010101', x'00ff', 'a', 'x,y', 12345678901234567890.1234567890, 0.1, '{\"a\":1}', 1, 'text')",
      'create view both_names as select name from zero_filled',
    ].join(';\n'),
  )
}
