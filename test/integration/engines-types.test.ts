import { expect, test } from 'vitest'
import type { Cell } from '#contract/values.ts'
import { mariadb, postgres15, postgres18, request, sqlite, type TestDatabase } from './engines-kit.ts'

const base64 = (hex: string): { $bytes: string } => ({ $bytes: Buffer.from(hex, 'hex').toString('base64') })

/** The one row of `t` by each way of reading it; they must agree. */
const byEveryWay = async ({ database }: TestDatabase): Promise<Cell[]> => {
  const page = await database.page(request('t'))
  const cut = await database.page(request('t', { cellBytes: 100_000 }))
  const statement = await database.allRows(request('t'))
  const read = await database.read(statement)
  const query = await database.query('select * from t', { limit: 10 })
  const streamed: (readonly Cell[])[] = []
  for await (const batch of database.stream(statement)) streamed.push(...batch.rows)
  for (const rows of [cut.rows, read.rows, query.rows, streamed]) expect(rows).toEqual(page.rows)
  return [...(page.rows[0] ?? [])]
}

const postgresValues: readonly (readonly [type: string, literal: string, cell: Cell, kind: string])[] = [
  ['smallint', '-32768', -32768, 'integer'],
  ['integer', '2147483647', 2147483647, 'integer'],
  ['bigint', '9223372036854775807', '9223372036854775807', 'integer'],
  ['numeric', "'12345678901234567890.123456789012345678901234567890'", '12345678901234567890.123456789012345678901234567890', 'decimal'],
  ['numeric', "'NaN'", 'NaN', 'decimal'],
  ['numeric', "'Infinity'", 'Infinity', 'decimal'],
  ['numeric(10,2)', '1.5', '1.50', 'decimal'],
  ['real', '0.1', 0.1, 'float'],
  ['double precision', '0.1', 0.1, 'float'],
  ['double precision', '1.7976931348623157e308', 1.7976931348623157e308, 'float'],
  ['double precision', "'NaN'", 'NaN', 'float'],
  ['double precision', "'-Infinity'", '-Infinity', 'float'],
  ['boolean', 'true', true, 'boolean'],
  ['boolean', 'false', false, 'boolean'],
  ['date', "'2026-03-29'", '2026-03-29', 'date'],
  ['date', "'infinity'", 'infinity', 'date'],
  ['date', "'0044-03-15 BC'", '0044-03-15 BC', 'date'],
  ['time', "'24:00:00'", '24:00:00', 'time'],
  ['time(6)', "'14:32:00.123456'", '14:32:00.123456', 'time'],
  ['timestamp', "'infinity'", 'infinity', 'timestamp'],
  ['timestamp', "'2026-11-20 14:32:00.123456'", '2026-11-20 14:32:00.123456', 'timestamp'],
  ['timestamptz', "'2026-10-25 02:30:00.000001+02'", '2026-10-25 00:30:00.000001+00', 'timestamp'],
  ['timestamptz', "'-infinity'", '-infinity', 'timestamp'],
  ['interval', "'1 year 2 mons 3 days 04:05:06.789'", '1 year 2 mons 3 days 04:05:06.789', 'interval'],
  ['bytea', String.raw`'\x00ff10'`, base64('00ff10'), 'bytes'],
  ['bytea', "''", { $bytes: '' }, 'bytes'],
  ['money', "'12.34'", '$12.34', 'decimal'],
  ['json', `'{"b": 12345678901234567890, "a": 1, "a": 2}'`, '{"b": 12345678901234567890, "a": 1, "a": 2}', 'json'],
  ['jsonb', `'{"b": 1.10}'`, '{"b": 1.10}', 'json'],
  ['uuid', "'A0EEBC99-9C0B-4EF8-BB6D-6BB9BD380A11'", 'a0eebc99-9c0b-4ef8-bb6d-6bb9bd380a11', 'uuid'],
  ['integer[]', "'{1,null,3}'", '{1,NULL,3}', 'array'],
  ['text[]', `'{"a,b","null",null,"\\""}'`, '{"a,b","null",NULL,"\\""}', 'array'],
  ['boolean[]', "'{t,f}'", '{t,f}', 'array'],
  ['int4range', "'[1,5)'", '[1,5)', 'other'],
  ['inet', "'10.0.0.1/8'", '10.0.0.1/8', 'other'],
  ['point', "'(1,2)'", '(1,2)', 'other'],
  ['bit(4)', "'0101'", '0101', 'other'],
  ['char(5)', "'ab'", 'ab   ', 'text'],
  ['varchar(5)', "'日本😀'", '日本😀', 'text'],
  ['text', "'line\nbreak'", 'line\nbreak', 'text'],
  ['xml', "'<a/>'", '<a/>', 'text'],
  ['mood', "'so so'", 'so so', 'enum'],
  ['percent', '50', 50, 'integer'],
  ['pair', "'(1,x)'", '(1,x)', 'other'],
  ['text', 'null', null, 'text'],
]

test.each([postgres15, postgres18])('$title: every value arrives as the database holds it', async ({ create }) => {
  const columns = postgresValues.map(([type], index) => `c${index} ${type}`)
  const tenant =
    await create(`create type mood as enum ('bad', 'so so'); create domain percent as int check (value < 101); create type pair as (a int, b text);
    create table t (${columns.join(', ')}); insert into t values (${postgresValues.map(([, literal]) => literal).join(', ')})`)
  const row = await byEveryWay(tenant)
  for (const [index, [type, literal, cell]] of postgresValues.entries()) expect(row[index], `${type} ${literal}`).toEqual(cell)
  const page = await tenant.database.page(request('t'))
  const query = await tenant.database.query('select * from t', { limit: 1 })
  for (const [index, [type, , , kind]] of postgresValues.entries()) {
    expect(page.columns[index]?.kind, type).toBe(kind)
    // What a result tells of a domain is the type below it.
    expect(query.columns[index]?.kind, type).toBe(kind)
  }
  expect(query.columns.slice(0, 4).map((column) => column.type)).toEqual(['smallint', 'integer', 'bigint', 'numeric'])
  const later = await tenant.database.query("select 'so so'::mood as a, 1 as a", { limit: 1 })
  expect(later).toMatchObject({
    columns: [
      { name: 'a', type: 'mood', kind: 'enum' },
      { name: 'a', type: 'integer' },
    ],
    rows: [['so so', 1]],
  })
})

test.each([postgres15])('$title: the settings of a role or database do not change how values look', async ({ create }) => {
  const tenant = await create(
    "create table t (b bytea, i interval, d date, z timestamptz, f real); insert into t values ('\\x00', '1 day', '2026-02-01', '2026-02-01 00:00+00', 0.1)",
  )
  const [{ current_database: name } = {}] = await tenant.execute('select current_database()')
  for (const setting of [
    "bytea_output = 'escape'",
    "intervalstyle = 'iso_8601'",
    "datestyle = 'German'",
    "timezone = 'Asia/Tokyo'",
    'extra_float_digits = -3',
    "default_transaction_read_only = 'off'",
  ])
    await tenant.execute(`alter database "${String(name)}" set ${setting}`)
  expect((await tenant.reopen().page(request('t'))).rows).toEqual([
    [{ $bytes: 'AA==' }, '1 day', '2026-02-01', '2026-02-01 00:00:00+00', 0.1],
  ])
})

const mariadbValues: readonly (readonly [type: string, literal: string, cell: Cell, kind: string])[] = [
  ['tinyint', '-128', -128, 'integer'],
  ['tinyint(1)', '1', 1, 'integer'],
  ['tinyint unsigned', '255', 255, 'integer'],
  ['smallint(5) zerofill', '42', '00042', 'integer'],
  ['mediumint unsigned', '16777215', 16777215, 'integer'],
  ['int unsigned', '4294967295', 4294967295, 'integer'],
  ['int(8) unsigned zerofill', '2180', '00002180', 'integer'],
  ['bigint', '-9223372036854775808', '-9223372036854775808', 'integer'],
  ['bigint unsigned', '18446744073709551615', '18446744073709551615', 'integer'],
  ['bigint(20) zerofill', '7', '00000000000000000007', 'integer'],
  [
    'decimal(65,30)',
    '12345678901234567890123456789012345.123456789012345678901234567890',
    '12345678901234567890123456789012345.123456789012345678901234567890',
    'decimal',
  ],
  ['decimal(10,2)', '-0.5', '-0.50', 'decimal'],
  ['float', '0.1', 0.1, 'float'],
  ['float', '16777216', 16777216, 'float'],
  ['float', '1.17549e-38', 1.17549e-38, 'float'],
  ['double', '0.1', 0.1, 'float'],
  ['double', '1.7976931348623157e308', 1.7976931348623157e308, 'float'],
  ['date', "'0000-00-00'", '0000-00-00', 'date'],
  ['date', "'2026-03-29'", '2026-03-29', 'date'],
  ['date', "'2026-00-00'", '2026-00-00', 'date'],
  ['datetime', "'0000-00-00 00:00:00'", '0000-00-00 00:00:00', 'timestamp'],
  ['datetime', "'2026-11-20 00:00:00'", '2026-11-20 00:00:00', 'timestamp'],
  ['datetime(6)', "'2026-11-20 14:32:00.123456'", '2026-11-20 14:32:00.123456', 'timestamp'],
  ['datetime(3)', "'2026-11-20 14:32:00.1'", '2026-11-20 14:32:00.100', 'timestamp'],
  ['datetime(6)', "'2026-11-20 14:32:00'", '2026-11-20 14:32:00.000000', 'timestamp'],
  ['timestamp null', 'from_unixtime(1792888200)', '2026-10-25 00:30:00', 'timestamp'],
  ['time', "'838:59:59'", '838:59:59', 'time'],
  ['time', "'-838:59:59'", '-838:59:59', 'time'],
  ['time(3)', "'00:00:00.5'", '00:00:00.500', 'time'],
  ['time(6)', "'00:00:00'", '00:00:00.000000', 'time'],
  ['year', '2026', 2026, 'integer'],
  ['bit(10)', "b'1100000001'", base64('0301'), 'bytes'],
  ['binary(4)', "x'00ff'", base64('00ff0000'), 'bytes'],
  ['varbinary(10)', "x'00ff'", base64('00ff'), 'bytes'],
  ['longblob', "x'00ff'", base64('00ff'), 'bytes'],
  ['longtext', "'日本😀'", '日本😀', 'text'],
  ['varchar(10) charset latin1', "'é'", 'é', 'text'],
  ['char(5)', "'ab'", 'ab', 'text'],
  ["enum('a','b''c')", "'b''c'", "b'c", 'enum'],
  ["set('a','b')", "'a,b'", 'a,b', 'text'],
  ['json', `'{"b": 12345678901234567890, "a": 1}'`, '{"b": 12345678901234567890, "a": 1}', 'json'],
  ['uuid', "'A0EEBC99-9C0B-4EF8-BB6D-6BB9BD380A11'", 'a0eebc99-9c0b-4ef8-bb6d-6bb9bd380a11', 'uuid'],
  ['inet6', "'::1'", '::1', 'other'],
  [
    'point',
    'point(1,2)',
    { $bytes: Buffer.concat([Buffer.alloc(4), Buffer.from('0101000000000000000000f03f0000000000000040', 'hex')]).toString('base64') },
    'bytes',
  ],
  ['text', 'null', null, 'text'],
]

test('MariaDB: every value arrives as the database holds it', async () => {
  const columns = mariadbValues.map(([type], index) => `c${index} ${type}`)
  const tenant = await mariadb.create(`set sql_mode = '', time_zone = '+05:00'; create table t (${columns.join(', ')}) charset utf8mb4;
    insert into t values (${mariadbValues.map(([, literal]) => literal).join(', ')})`)
  const row = await byEveryWay(tenant)
  for (const [index, [type, literal, cell]] of mariadbValues.entries()) expect(row[index], `${type} ${literal}`).toEqual(cell)
  const page = await tenant.database.page(request('t'))
  const query = await tenant.database.query('select * from t', { limit: 1 })
  for (const [index, [type, , , kind]] of mariadbValues.entries()) {
    expect(page.columns[index]?.kind, type).toBe(kind)
    expect(query.columns[index]?.kind, type).toBe(kind)
  }
  expect((await tenant.database.query('select 1 as a, 2 as a', { limit: 1 })).rows).toEqual([[1, 2]])
})

test('SQLite: every value arrives as the file holds it, whatever its column says', async () => {
  const tenant =
    await sqlite.create(`create table t (a integer, b integer, c integer, d real, e real, f text, g blob, h, i integer, j boolean, k date, l decimal(10,2), m text);
    insert into t values (9007199254740991, 9223372036854775807, -9223372036854775808, 9e999, 0.1, '日本😀', x'00ff', 'untyped', 'not a number', 1, '2026-03-29', '1.10', null)`)
  expect(await byEveryWay(tenant)).toEqual([
    9007199254740991,
    '9223372036854775807',
    '-9223372036854775808',
    'Infinity',
    0.1,
    '日本😀',
    base64('00ff'),
    'untyped',
    'not a number',
    1,
    '2026-03-29',
    1.1,
    null,
  ])
  expect((await tenant.database.page(request('t'))).columns.map((column) => column.kind)).toEqual([
    'integer',
    'integer',
    'integer',
    'float',
    'float',
    'text',
    'bytes',
    'other',
    'integer',
    'boolean',
    'date',
    'decimal',
    'text',
  ])
})
