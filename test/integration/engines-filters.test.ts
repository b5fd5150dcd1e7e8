import { describe, expect, test } from 'vitest'
import type { Filter } from '#contract/tables.ts'
import type { Database } from '../../src/main/engines/index.ts'
import { everyEngine, mariadb, postgres15, postgres18, request, sqlite } from './engines-kit.ts'

const filter = (column: string, operator: Filter['operator'], ...values: string[]): Filter => ({ column, operator, values })
const ids = async (database: Database, ...filters: Filter[]): Promise<unknown[]> =>
  (await database.page(request('f', { filters, sort: [{ column: 'id', direction: 'asc' }] }))).rows.map((row) => row[0])

describe.each(everyEngine)('$title', ({ kind, create }) => {
  const setup = `create table f (id int not null primary key, n int, big bigint, d numeric(10,2), f ${kind === 'mysql' ? 'double' : 'double precision'}, t varchar(50), day date, at ${kind === 'mysql' ? 'datetime(6)' : 'timestamp'}, b ${{ postgres: 'bytea', mysql: 'varbinary(20)', sqlite: 'blob' }[kind]});
    insert into f values (1, 1, 9007199254740992, 1.00, 0.1, 'Émile 100%', '2026-01-01', '2026-01-01 10:00:00.000001', ${kind === 'postgres' ? "'\\x00ff'" : "x'00ff'"}),
     (2, 10, 9007199254740993, 1.01, 0.2, 'under_score', '2026-02-28', '2026-02-28 10:00:00', null), (3, 2, null, 99.99, -1.5, 'o''HARA!', '2026-12-31', '2026-12-31 23:59:59.999999', null), (4, null, 1, null, null, null, null, null, null);`

  test('each operator finds what it says, by the column’s type', async () => {
    const { database } = await create(setup)
    expect(await ids(database, filter('n', 'eq', '10'))).toEqual([2])
    expect(await ids(database, filter('n', 'ne', '10'))).toEqual([1, 3])
    expect(await ids(database, filter('n', 'lt', '10'))).toEqual([1, 3])
    expect(await ids(database, filter('n', 'le', '10'))).toEqual([1, 2, 3])
    expect(await ids(database, filter('n', 'gt', '2'))).toEqual([2])
    expect(await ids(database, filter('n', 'ge', '2'))).toEqual([2, 3])
    expect(await ids(database, filter('n', 'between', '2', '10'))).toEqual([2, 3])
    expect(await ids(database, filter('n', 'in', '1', '2', '99'))).toEqual([1, 3])
    expect(await ids(database, filter('n', 'is-null'))).toEqual([4])
    expect(await ids(database, filter('n', 'is-not-null'), filter('n', 'gt', '1'))).toEqual([2, 3])
    expect(await ids(database, filter('big', 'eq', '9007199254740993'))).toEqual([2])
    expect(await ids(database, filter('big', 'gt', '9007199254740992'))).toEqual([2])
    expect(await ids(database, filter('d', 'eq', '1.01'))).toEqual([2])
    // A cast to the column's own length would round this to 1.01.
    expect(await ids(database, filter('d', 'eq', '1.005'))).toEqual([])
    expect(await ids(database, filter('d', 'gt', '1.0'))).toEqual([2, 3])
    expect(await ids(database, filter('f', 'eq', '0.1'))).toEqual([1])
    expect(await ids(database, filter('f', 'lt', '1e-1'))).toEqual([3])
    expect(await ids(database, filter('day', 'gt', '2026-02-27'))).toEqual([2, 3])
    expect(await ids(database, filter('at', 'eq', '2026-01-01 10:00:00.000001'))).toEqual([1])
    expect(await ids(database, filter('at', 'between', '2026-01-01 10:00:00.000002', '2026-02-28 10:00:00'))).toEqual([2])
    expect(await ids(database, filter('b', 'eq', String.raw`\x00ff`))).toEqual([1])
    expect(await database.count({ table: { schema: null, name: 'f' }, filters: [filter('n', 'gt', '1')] })).toBe('2')
    expect((await database.read(await database.allRows(request('f', { filters: [filter('n', 'gt', '1')] })))).rows).toHaveLength(2)
  })

  test('contains and starts-with ignore case and take wildcards for themselves', async () => {
    const { database } = await create(setup)
    expect(await ids(database, filter('t', 'contains', 'hara'))).toEqual([3])
    expect(await ids(database, filter('t', 'contains', '%'))).toEqual([1])
    expect(await ids(database, filter('t', 'contains', '_'))).toEqual([2])
    expect(await ids(database, filter('t', 'contains', '!'))).toEqual([3])
    expect(await ids(database, filter('t', 'contains', '\\'))).toEqual([])
    expect(await ids(database, filter('t', 'starts-with', 'UNDER_'))).toEqual([2])
    expect(await ids(database, filter('t', 'starts-with', 'score'))).toEqual([])
    expect(await ids(database, filter('n', 'contains', '0'))).toEqual([2])
    expect(await ids(database, filter('day', 'starts-with', '2026-02'))).toEqual([2])
  })

  test('a value that the type cannot take is refused with words, never turned into another', async () => {
    const { database } = await create(setup)
    for (const wrong of [
      filter('n', 'eq', 'ten'),
      filter('n', 'eq', ''),
      filter('n', 'in', '1', '2x'),
      filter('d', 'gt', '1,5'),
      filter('f', 'lt', 'much'),
      filter('day', 'eq', '2026-02-30'),
      filter('day', 'eq', 'yesterday at noon'),
      filter('at', 'ge', '2026-13-01 00:00:00'),
    ]) {
      const refusal = ids(database, wrong)
      await expect(refusal, JSON.stringify(wrong)).rejects.toMatchObject({ code: 'filter.invalid', title: expect.stringMatching(/fit/) })
      await expect(database.count({ table: { schema: null, name: 'f' }, filters: [wrong] })).rejects.toMatchObject({
        code: 'filter.invalid',
      })
    }
    for (const wrong of [
      filter('n', 'between', '1'),
      filter('n', 'in'),
      filter('n', 'eq'),
      filter('n', 'eq', '1', '2'),
      filter('n', 'is-null', '1'),
    ])
      await expect(ids(database, wrong)).rejects.toMatchObject({ code: 'filter.invalid' })
    // The session is fit for the next page.
    expect(await ids(database, filter('n', 'eq', '1'))).toEqual([1])
  })

  test('numbers beyond the column’s range find nothing, or are refused, but match no row', async () => {
    const { database } = await create(setup)
    const huge = await ids(database, filter('big', 'eq', '99999999999999999999')).catch((error: { code: string }) => error.code)
    expect([JSON.stringify([]), JSON.stringify('filter.invalid')]).toContain(JSON.stringify(huge))
  })

  test('names and values made to break out of the statement do not', async () => {
    const evil = `x"; drop table f; -- \` ' ] \\ é`
    const quoted = kind === 'mysql' ? `\`${evil.replaceAll('`', '``')}\`` : `"${evil.replaceAll('"', '""')}"`
    const { database } = await create(
      `${setup} create table ${quoted} (${quoted} varchar(100) not null primary key); insert into ${quoted} values ('''; drop table f; --'), ('b')`,
    )
    for (const value of [`'; drop table f; --`, `\\'; drop table f; --`, `') or 1=1 --`, `%' or '1'='1`]) {
      expect(await ids(database, filter('t', 'eq', value))).toEqual([])
      expect(await ids(database, filter('t', 'contains', value))).toEqual([])
    }
    const page = await database.page(
      request(evil, { sort: [{ column: evil, direction: 'desc' }], filters: [filter(evil, 'contains', 'drop table')] }),
    )
    expect(page.rows).toEqual([[`'; drop table f; --`]])
    const walked = await database.page(request(evil, { limit: 1, sort: [{ column: evil, direction: 'asc' }] }))
    expect(
      (
        await database.page(
          request(evil, { limit: 1, sort: [{ column: evil, direction: 'asc' }], place: { from: 'after', cursor: walked.next ?? '' } }),
        )
      ).rows,
    ).toEqual([['b']])
    expect((await database.describe({ schema: null, name: evil })).columns.map((column) => column.name)).toEqual([evil])
    await expect(database.page(request('f', { sort: [{ column: 'id" desc; drop table f; --', direction: 'asc' }] }))).rejects.toMatchObject(
      { code: 'column.unknown' },
    )
    await expect(database.page(request('f; drop table f'))).rejects.toMatchObject({ code: 'table.unknown' })
    expect(await ids(database)).toEqual([1, 2, 3, 4])
  })
})

test.each([postgres15, postgres18])(
  '$title: filters follow enums, domains, short texts, uuids, arrays and nondeterministic collations',
  async ({ create }) => {
    const { database } =
      await create(`create type level as enum ('low', 'middle', 'high'); create collation ci (provider = icu, locale = 'und-u-ks-level2', deterministic = false);
    create domain short as varchar(3);
    create table f (id int primary key, l level, v varchar(3), c char(3), s short, u uuid, a int[], ci text collate ci, j json, ok boolean, "Mixed Case" int);
    insert into f values (1, 'low', 'abc', 'ab', 'abc', '00000000-0000-0000-0000-000000000001', '{1,2}', 'Anna', '{"a":1}', true, 1), (2, 'high', 'ab', 'abc', 'x', null, null, 'Bert', null, false, 2)`)
    expect(await ids(database, filter('l', 'gt', 'low'))).toEqual([2])
    await expect(ids(database, filter('l', 'eq', 'huge'))).rejects.toMatchObject({
      code: 'filter.invalid',
      title: expect.stringContaining('huge'),
    })
    expect(await ids(database, filter('v', 'eq', 'abcdef'))).toEqual([])
    expect(await ids(database, filter('c', 'eq', 'abcdef'))).toEqual([])
    expect(await ids(database, filter('c', 'eq', 'ab'))).toEqual([1])
    expect(await ids(database, filter('s', 'eq', 'abcdef'))).toEqual([])
    expect(await ids(database, filter('u', 'eq', '00000000000000000000000000000001'))).toEqual([1])
    await expect(ids(database, filter('u', 'eq', '1'))).rejects.toMatchObject({ code: 'filter.invalid' })
    expect(await ids(database, filter('a', 'eq', '{1,2}'))).toEqual([1])
    expect(await ids(database, filter('ci', 'eq', 'anna'))).toEqual([1])
    expect(await ids(database, filter('ci', 'contains', 'NN'))).toEqual([1])
    expect(await ids(database, filter('j', 'contains', '"a"'))).toEqual([1])
    await expect(ids(database, filter('j', 'eq', '{}'))).rejects.toMatchObject({ code: 'filter.invalid' })
    expect(await ids(database, filter('ok', 'eq', 'true'))).toEqual([1])
    expect(await ids(database, filter('Mixed Case', 'eq', '2'))).toEqual([2])
    await expect(ids(database, filter('v', 'eq', 'a\0b'))).rejects.toMatchObject({ code: 'filter.invalid' })
  },
)

test('MariaDB: filters follow enums, bits, zero dates, unsigned and zero-filled numbers', async () => {
  const { database } =
    await mariadb.create(`set sql_mode = ''; create table f (id int(5) unsigned zerofill primary key, e enum('low','middle','high'), bits bit(10), d date, u bigint unsigned, y year, latin varchar(9) charset latin1);
    insert into f values (1, 'low', 1, '0000-00-00', 18446744073709551615, 2026, 'é'), (2, 'high', 512, '2026-01-01', 0, 1999, 'x')`)
  expect(await ids(database, filter('e', 'gt', 'low'))).toEqual(['00002'])
  expect(await ids(database, filter('e', 'eq', 'LOW'))).toEqual(['00001'])
  await expect(ids(database, filter('e', 'eq', 'huge'))).rejects.toMatchObject({ code: 'filter.invalid' })
  expect(await ids(database, filter('bits', 'eq', '512'))).toEqual(['00002'])
  expect(await ids(database, filter('bits', 'eq', '0x0200'))).toEqual(['00002'])
  expect(await ids(database, filter('d', 'eq', '0000-00-00'))).toEqual(['00001'])
  expect(await ids(database, filter('u', 'eq', '18446744073709551615'))).toEqual(['00001'])
  expect(await ids(database, filter('id', 'eq', '00002'))).toEqual(['00002'])
  expect(await ids(database, filter('y', 'eq', '1999'))).toEqual(['00002'])
  expect(await ids(database, filter('latin', 'eq', 'é'))).toEqual(['00001'])
  // The column cannot hold such a character at all.
  await expect(ids(database, filter('latin', 'eq', '日本'))).rejects.toMatchObject({ code: 'filter.invalid' })
})

test('SQLite: a column without a type is searched for numbers and for text, and search folds every script', async () => {
  const { database } = await sqlite.create(
    `create table f (id integer primary key, v, name text, ok boolean); insert into f values (1, 5, 'ÉMILE', 1), (2, '5', 'Ωmega', 0), (3, 'x', null, null)`,
  )
  expect(await ids(database, filter('v', 'eq', '5'))).toEqual([1, 2])
  expect(await ids(database, filter('v', 'ne', '5'))).toEqual([3])
  expect(await ids(database, filter('name', 'contains', 'émi'))).toEqual([1])
  expect(await ids(database, filter('name', 'starts-with', 'ω'))).toEqual([2])
  expect(await ids(database, filter('ok', 'eq', 'true'))).toEqual([1])
})
