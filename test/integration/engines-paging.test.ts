import BetterSqlite3 from 'better-sqlite3'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import type { Cell } from '#contract/values.ts'
import type { Database, TablePage, TableQuery } from '../../src/main/engines/index.ts'
import { everyEngine, mariadb, postgres15, postgres18, request, sqlite, type TestDatabase } from './engines-kit.ts'

type Row = readonly Cell[]

const forwards = async (database: Database, query: TableQuery): Promise<{ rows: Row[]; pages: TablePage[] }> => {
  const pages = [await database.page(query)]
  for (let page = pages[0]; page?.next; page = pages.at(-1))
    pages.push(await database.page({ ...query, place: { from: 'after', cursor: page.next } }))
  return { rows: pages.flatMap((page) => page.rows), pages }
}

/** From a place far beyond the end back to the first row. */
const backwards = async (database: Database, query: TableQuery): Promise<Row[]> => {
  const end = await database.page({ ...query, place: { from: 'position', position: 1_000_000 } })
  expect(end.rows).toEqual([])
  const pages: TablePage[] = []
  for (let cursor = end.previous; cursor; ) {
    const page = await database.page({ ...query, place: { from: 'before', cursor } })
    pages.unshift(page)
    cursor = page.previous
  }
  return pages.flatMap((page) => page.rows)
}

/** How the database would read a page, whatever its parameters are; empty where its plan hangs on them (MariaDB). */
const planOf = async ({ config, execute }: TestDatabase, sql: string): Promise<string> => {
  if (config.engine === 'mysql') return ''
  if (config.engine === 'sqlite') {
    const file = new BetterSqlite3(config.path, { readonly: true })
    const steps = file.prepare(`explain query plan ${sql}`).all(Array.from({ length: sql.split('?').length - 1 }, () => null))
    file.close()
    return JSON.stringify(steps)
  }
  const parameters = new Set(sql.match(/\$\d+/g)).size
  const values = parameters === 0 ? '' : `(${Array.from({ length: parameters }, () => 'null').join(', ')})`
  return JSON.stringify(await execute(`set plan_cache_mode = force_generic_plan; prepare page as ${sql}; explain execute page${values}`))
}

/** A scan of the table, or a sort of all that comes after. */
const readsItAll = /Seq Scan|Sort Key|SCAN deep"|TEMP B-TREE/

const literal = (value: string | number | null): string =>
  value === null ? 'null' : typeof value === 'number' ? String(value) : `'${value.replaceAll("'", "''")}'`

const words = ['', 'a', 'A', 'b', 'B', 'ä', 'Z', 'aa', 'a b', "o'hara", '%', '_', '日本', '😀', '10', '9', 'null'] as const
const numbers = [0, 1, -1, 2, 10, 9, 1000] as const
const decimals = ['0.1', '0.10', '-0.1', '12345678901234567.89', '0', '99.99'] as const
const reals = ['0.1', '0.2', '0.3', '3.4e20', '-1.5', '16777217', '1e-7'] as const
const moments = ['2026-11-20 14:32:00.123456', '2026-11-20 14:32:00.123457', '2026-11-20 14:32:00', '1999-12-31 23:59:59.999999'] as const

const table = {
  postgres: `create table p (id int primary key, n int, t text, v varchar(20) not null, d numeric(20,2), r real, f double precision, m timestamp, b bytea, u bigint not null)`,
  mysql: `create table p (id int primary key, n int, t text, v varchar(20) not null, d decimal(20,2), r float, f double, m datetime(6), b varbinary(20), u bigint not null) charset utf8mb4 collate utf8mb4_general_ci`,
  sqlite: `create table p (id integer primary key, n int, t text collate nocase, v varchar(20) not null, d, r real, f double, m timestamp, b blob, u bigint not null)`,
}
const columnNames = ['id', 'n', 't', 'v', 'd', 'r', 'f', 'm', 'b', 'u'] as const

const arbitraryRow = fc.record({
  n: fc.option(fc.constantFrom(...numbers), { nil: null }),
  t: fc.option(fc.constantFrom(...words), { nil: null }),
  v: fc.constantFrom(...words),
  d: fc.option(fc.constantFrom(...decimals), { nil: null }),
  r: fc.option(fc.constantFrom(...reals), { nil: null }),
  m: fc.option(fc.constantFrom(...moments), { nil: null }),
  b: fc.option(fc.constantFrom('', '00', 'ff', '00ff', '61'), { nil: null }),
  u: fc.constantFrom('9007199254740993', '9007199254740992', '-9223372036854775808', '0'),
})
const arbitrarySort = fc.uniqueArray(
  fc.record({ column: fc.constantFrom(...columnNames), direction: fc.constantFrom('asc' as const, 'desc' as const) }),
  { maxLength: 4, selector: (term) => term.column },
)

describe.each(everyEngine)('$title', ({ kind, create }) => {
  const bytes = (hex: string | null): string => (hex === null ? 'null' : kind === 'postgres' ? `'\\x${hex}'` : `x'${hex}'`)

  test('walking page by page gives exactly the rows of ORDER BY, each once, and backwards the same', async () => {
    const { database, execute } = await create(table[kind])
    await fc.assert(
      fc.asyncProperty(
        fc.array(arbitraryRow, { minLength: 0, maxLength: 25 }),
        arbitrarySort,
        fc.integer({ min: 1, max: 7 }),
        async (rows, sort, limit) => {
          const values = rows.map(
            (row, id) =>
              `(${id}, ${literal(row.n)}, ${literal(row.t)}, ${literal(row.v)}, ${row.d ?? 'null'}, ${row.r ?? 'null'}, ${row.r ?? 'null'}, ${literal(row.m)}, ${bytes(row.b)}, ${row.u})`,
          )
          await execute(`delete from p; ${values.length > 0 ? `insert into p values ${values.join(', ')};` : ''}`)
          const query = request('p', { sort, limit })
          const all = await database.read(await database.allRows(query))
          const walked = await forwards(database, query)
          const ids = (list: readonly Row[]): Cell[] => list.map((row) => row[0] ?? null)
          expect(ids(walked.rows)).toEqual(ids(all.rows))
          expect(walked.rows).toEqual(all.rows)
          expect(walked.rows.length).toBe(rows.length)
          expect(ids(await backwards(database, query))).toEqual(ids(all.rows))
          for (const [position] of rows.entries()) {
            const page = await database.page({ ...query, limit: 1, place: { from: 'position', position } })
            expect(page.rows).toEqual([all.rows[position]])
          }
        },
      ),
      { numRuns: 40 },
    )
  })

  test('a table without a key is walked whole, by row address or by offset', async () => {
    const { database } = await create(
      `create table k (a int, b varchar(10)); insert into k values (1,'x'),(1,'x'),(null,'y'),(2,null),(1,'z'),(null,null)`,
    )
    for (const sort of [[], [{ column: 'a', direction: 'desc' as const }]]) {
      const query = request('k', { sort, limit: 2 })
      const { rows, pages } = await forwards(database, query)
      expect(rows).toHaveLength(6)
      expect(pages[0]?.pagedBy).toBe(kind === 'mysql' ? 'offset' : 'row-address')
      expect((await database.page({ ...query, place: { from: 'position', position: 4 } })).rows).toEqual(rows.slice(4))
      expect(await backwards(database, query)).toEqual(rows)
    }
  })

  test('a composite key and a unique not-null index break ties; a view goes by offset', async () => {
    const { database } = await create(`create table c (a int not null, b varchar(5) not null, c int, primary key (b, a));
      insert into c values (1,'x',1),(2,'x',1),(1,'y',1),(2,'y',2);
      create table u (code varchar(5) not null unique, c int);
      insert into u values ('b',1),('a',1),('c',null);
      create view w as select c, a from c;`)
    const keyed = await forwards(database, request('c', { limit: 1, sort: [{ column: 'c', direction: 'desc' }] }))
    expect(keyed.rows.map((row) => [row[1], row[0]])).toEqual([
      ['y', 2],
      ['y', 1],
      ['x', 2],
      ['x', 1],
    ])
    expect(keyed.pages[0]?.pagedBy).toBe('key')
    const unique = await forwards(database, request('u', { limit: 1 }))
    expect(unique.rows.map((row) => row[0])).toEqual(['a', 'b', 'c'])
    const view = await forwards(database, request('w', { limit: 1, sort: [{ column: 'c', direction: 'asc' }] }))
    expect(view.rows).toHaveLength(4)
    expect(view.pages[0]?.pagedBy).toBe('offset')
    expect(await backwards(database, request('w', { limit: 3 }))).toHaveLength(4)
  })

  test('rows added or removed elsewhere neither repeat nor hide the others', async () => {
    const { database, execute } = await create(
      'create table s (id int not null primary key, n int); insert into s values (10,1),(20,2),(30,3),(40,4),(50,5)',
    )
    const query = request('s', { limit: 2 })
    const first = await database.page(query)
    await execute('insert into s values (5,0),(15,0),(25,0); delete from s where id in (20,30)')
    const second = await database.page({ ...query, place: { from: 'after', cursor: first.next ?? '' } })
    expect(second.rows.map((row) => row[0])).toEqual([25, 40])
    const back = await database.page({ ...query, place: { from: 'before', cursor: second.previous ?? '' } })
    expect(back.rows.map((row) => row[0])).toEqual([10, 15])
  })

  test('a page ends early where its bytes reach the cap, in both directions, and never loses a row', async () => {
    const text = 'x'.repeat(1000)
    const { database } = await create(
      `create table l (id int not null primary key, t varchar(2000)); insert into l values ${Array.from({ length: 10 }, (_, id) => `(${id}, '${text}')`).join(',')}`,
    )
    const query = request('l', { limit: 5, maxBytes: 2500 })
    const { rows, pages } = await forwards(database, query)
    expect(rows.map((row) => row[0])).toEqual([0, 1, 2, 3, 4, 5, 6, 7, 8, 9])
    expect(pages[0]).toMatchObject({ cappedByBytes: true })
    expect(pages[0]?.rows).toHaveLength(2)
    const back = await database.page({ ...query, place: { from: 'before', cursor: pages.at(-1)?.previous ?? '' } })
    expect(back.rows.map((row) => row[0])).toEqual([6, 7])
    const one = await database.page(request('l', { maxBytes: 10 }))
    expect(one.rows).toHaveLength(1)
    expect((await database.page(request('l'))).rows).toHaveLength(10)
  })

  test('values beyond cellBytes are cut in the database and arrive with their size', async () => {
    const type = { postgres: ['text', 'bytea'], mysql: ['longtext', 'longblob'], sqlite: ['text', 'blob'] }[kind]
    const { database } = await create(`create table big (id int not null primary key, t ${type[0]}, b ${type[1]}, short varchar(3));
      insert into big values (1, '${'ä'.repeat(500)}', ${bytes('00ff'.repeat(100))}, 'abc'), (2, 'short', null, 'x')`)
    const page = await database.page(request('big', { cellBytes: 16 }))
    expect(page.rows).toEqual([
      [
        1,
        { $cut: 'ä'.repeat(8), size: 1000, of: 'text' },
        { $cut: Buffer.from('00ff'.repeat(8), 'hex').toString('base64'), size: 200, of: 'bytes' },
        'abc',
      ],
      [2, 'short', null, 'x'],
    ])
    const whole = await database.page(request('big'))
    expect(whole.rows[0]?.[1]).toBe('ä'.repeat(500))
    expect(whole.rows[0]?.[2]).toEqual({ $bytes: Buffer.from('00ff'.repeat(100), 'hex').toString('base64') })
  })

  test('rows of any size neither fill the memory nor break the cap', async () => {
    const { database, execute } = await create(
      `create table fat (id int not null primary key, b ${{ postgres: 'bytea', mysql: 'longblob', sqlite: 'blob' }[kind]})`,
    )
    const blob = {
      postgres: "decode(repeat('00ff', 4000000), 'hex')",
      mysql: "unhex(repeat('00ff', 4000000))",
      sqlite: 'zeroblob(8000000)',
    }[kind]
    for (let id = 0; id < 12; id++) await execute(`insert into fat values (${id}, ${blob})`)
    const cut = await database.page(request('fat', { cellBytes: 64 }))
    expect(cut.rows).toHaveLength(12)
    expect(cut.rows[7]?.[1]).toMatchObject({ size: 8_000_000, of: 'bytes' })
    const before = process.memoryUsage().rss
    const capped = await database.page(request('fat', { maxBytes: 15_000_000 }))
    expect(capped).toMatchObject({ cappedByBytes: true })
    expect(capped.rows).toHaveLength(1)
    expect(process.memoryUsage().rss - before).toBeLessThan(500_000_000)
    expect(
      (await database.page(request('fat', { limit: 1, cellBytes: 16, place: { from: 'after', cursor: capped.next ?? '' } }))).rows[0]?.[0],
    ).toBe(1)
  })

  test('hidden columns never leave the database, also not by sorting or filtering', async () => {
    const { database } = await create(
      "create table h (id int not null primary key, secret varchar(10), name varchar(10)); insert into h values (1,'s1','a'),(2,'s2','b')",
    )
    const page = await database.page(request('h', { hidden: ['secret'] }))
    expect(page.rows).toEqual([
      [1, { $hidden: 'role' }, 'a'],
      [2, { $hidden: 'role' }, 'b'],
    ])
    await expect(database.page(request('h', { hidden: ['secret'], sort: [{ column: 'secret', direction: 'asc' }] }))).rejects.toMatchObject(
      { code: 'sort.invalid' },
    )
    await expect(
      database.page(request('h', { hidden: ['secret'], filters: [{ column: 'secret', operator: 'starts-with', values: ['s'] }] })),
    ).rejects.toMatchObject({ code: 'filter.invalid' })
    const exported = await database.read(await database.allRows(request('h', { hidden: ['secret'] })))
    expect(exported.columns.map((column) => column.name)).toEqual(['id', 'name'])
    await expect(database.allRows({ ...request('h', { hidden: ['secret'] }), columns: ['secret'] })).rejects.toMatchObject({
      code: 'access.denied',
    })
    // Its key hidden, the table is paged without it, and no cursor holds its values.
    const keyless = await database.page(request('h', { hidden: ['id'], limit: 1 }))
    expect(keyless.pagedBy).not.toBe('key')
  })

  test('a cursor that was altered, or made for another sort or table, is refused', async () => {
    const { database } = await create(
      'create table a (id int not null primary key, n int); insert into a values (1,1),(2,2); create table b (id int not null primary key, n int)',
    )
    const { next } = await database.page(request('a', { limit: 1 }))
    const forged = Buffer.from(
      JSON.stringify({ ...JSON.parse(Buffer.from(next ?? '', 'base64url').toString()), k: ['x; drop table a'] }),
    ).toString('base64url')
    for (const cursor of ['', 'äöü', 'e30', Buffer.from('{"v":1}').toString('base64url'), `${next}AAAA`, forged])
      await expect(database.page(request('a', { place: { from: 'after', cursor } }))).rejects.toMatchObject({ code: 'cursor.invalid' })
    for (const query of [
      request('b'),
      request('a', { sort: [{ column: 'n', direction: 'asc' }] }),
      request('a', { filters: [{ column: 'n', operator: 'eq', values: ['1'] }] }),
    ])
      await expect(database.page({ ...query, place: { from: 'after', cursor: next ?? '' } })).rejects.toMatchObject({
        code: 'cursor.invalid',
      })
  })

  test('tables and columns that do not exist are named with near ones', async () => {
    const { database } = await create('create table students (id int not null primary key, family_name varchar(10))')
    await expect(database.page(request('studnets'))).rejects.toMatchObject({
      code: 'table.unknown',
      remedy: expect.arrayContaining([expect.stringContaining('students')]),
    })
    await expect(database.page(request('students', { sort: [{ column: 'familyname', direction: 'asc' }] }))).rejects.toMatchObject({
      code: 'column.unknown',
      remedy: [expect.stringContaining('family_name')],
    })
    await expect(
      database.page(request('students', { filters: [{ column: 'nope', operator: 'is-null', values: [] }] })),
    ).rejects.toMatchObject({ code: 'column.unknown' })
  })

  test('a table dropped between two pages is gone, a column added or dropped is seen', async () => {
    const { database, execute } = await create(
      'create table g (id int not null primary key, n int); insert into g values (1,1),(2,2),(3,3)',
    )
    const first = await database.page(request('g', { limit: 1 }))
    await execute('alter table g add column extra int')
    await execute('alter table g drop column n')
    const second = await database.page(request('g', { limit: 1, place: { from: 'after', cursor: first.next ?? '' } }))
    expect(second.rows).toEqual([[2, null]])
    await execute('drop table g')
    await expect(database.page(request('g', { limit: 1, place: { from: 'after', cursor: first.next ?? '' } }))).rejects.toMatchObject({
      code: 'table.gone',
    })
    await expect(database.page(request('g'))).rejects.toMatchObject({ code: 'table.unknown' })
  })

  test('the page at row 90,000 is found by an index, by any indexed sort', async () => {
    const series = {
      postgres: `insert into deep select i, i % 1000, case when i % 3 > 0 then i % 100 end from generate_series(1, 100000) i; analyze deep`,
      mysql: `insert into deep select seq, seq % 1000, if(seq % 3 > 0, seq % 100, null) from seq_1_to_100000; analyze table deep`,
      sqlite: `insert into deep with recursive s(i) as (select 1 union all select i + 1 from s where i < 100000) select i, i % 1000, case when i % 3 > 0 then i % 100 end from s; analyze`,
    }[kind]
    const made = await create('create table deep (id int not null primary key, n int not null, x int)')
    const { database, execute, reopen } = made
    await execute(series)
    await execute('create index deep_n on deep (n, id)')
    await execute('create index deep_x on deep (x, id)')
    for (const sort of [
      [],
      [{ column: 'n', direction: 'asc' as const }],
      [{ column: 'n', direction: 'desc' as const }],
      [{ column: 'x', direction: 'asc' as const }],
    ]) {
      const query = request('deep', { sort, limit: 50 })
      const there = await database.page({ ...query, limit: 1, place: { from: 'position', position: 90_000 } })
      const asked: string[] = []
      const watched = reopen({ onStatement: (sql) => asked.push(sql) })
      const deep = await watched.page({ ...query, place: { from: 'after', cursor: there.next ?? '' } })
      const byPosition = await database.page({ ...query, place: { from: 'position', position: 90_001 } })
      expect(deep.rows, JSON.stringify(sort)).toEqual(byPosition.rows)
      const page = asked.find((sql) => /\bdeep\b/.test(sql) && /limit/i.test(sql)) ?? ''
      expect(page, asked.join('\n')).not.toBe('')
      const plan = await planOf(made, page)
      if (kind !== 'mysql') expect(plan).toMatch(/Index|INDEX|PRIMARY KEY/)
      expect(plan, `${JSON.stringify(sort)}: ${page}`).not.toMatch(readsItAll)
    }
  })
})

test.each([postgres15, postgres18])(
  '$title: types with an order of their own keep it, and those without are refused',
  async ({ create }) => {
    const { database } = await create(`create type level as enum ('low', 'middle', 'high'); create domain short as varchar(5);
    create collation ci (provider = icu, locale = 'und-u-ks-level2', deterministic = false);
    create table o (id int primary key, l level, f float8, i interval, a int[], r int4range, p point, j json, jb jsonb, u uuid, c char(4), s short, net inet, ci text collate ci, ts timestamptz, m money, tm timetz, bit bit varying);
    insert into o select n, (array['low','middle','high',null])[1 + n % 4]::level, (array['NaN','Infinity','-Infinity','0','-0',null])[1 + n % 6]::float8,
      (array['1 month','30 days','31 days',null])[1 + n % 4]::interval, array[n % 3, n % 2], int4range(n % 4, n % 4 + 3), point(1, n), '{"a":1}', jsonb_build_object('a', n % 3),
      ('00000000-0000-0000-0000-00000000000' || n % 10)::uuid, 'a', 'b', ('10.0.0.' || n % 7)::inet, (array['a','A','b','B'])[1 + n % 4],
      (array['infinity','-infinity','2026-03-29 02:30:00.000001+01', '0044-03-15 BC'])[1 + n % 4]::timestamptz, (n % 5)::text::money, '10:00:00+02'::timetz, (n % 3)::bit(4)::varbit
    from generate_series(1, 24) n`)
    for (const column of ['l', 'f', 'i', 'a', 'r', 'jb', 'u', 'c', 's', 'net', 'ci', 'ts', 'm', 'tm', 'bit']) {
      for (const direction of ['asc', 'desc'] as const) {
        const query = request('o', { sort: [{ column, direction }], limit: 5 })
        const all = await database.read(await database.allRows(query))
        expect(
          (await forwards(database, query)).rows.map((row) => row[0]),
          column,
        ).toEqual(all.rows.map((row) => row[0]))
        expect(
          (await backwards(database, query)).map((row) => row[0]),
          column,
        ).toEqual(all.rows.map((row) => row[0]))
      }
    }
    for (const column of ['p', 'j'])
      await expect(database.page(request('o', { sort: [{ column, direction: 'asc' }] }))).rejects.toMatchObject({ code: 'sort.invalid' })
  },
)

test.each([postgres15, postgres18])('$title: partitions, inheritance and materialized views are walked whole', async ({ create }) => {
  const { database } = await create(`create table part (id int, n int) partition by range (id);
    create table part1 partition of part for values from (0) to (10); create table part2 partition of part for values from (10) to (20);
    insert into part select i, 1 from generate_series(0, 19) i;
    create table parent (id int primary key); create table child () inherits (parent); insert into parent values (1), (2); insert into child values (1), (2), (3);
    create materialized view mat as select n from part`)
  for (const [name, count] of [
    ['part', 20],
    ['parent', 5],
    ['mat', 20],
  ] as const) {
    const { rows, pages } = await forwards(database, request(name, { limit: 3 }))
    expect(rows).toHaveLength(count)
    expect(pages[0]?.pagedBy).toBe('row-address')
  }
})

test('MariaDB: enums, sets, single precision, bits, zero dates, long texts and own types keep their order', async () => {
  const { database } = await mariadb.create(`set sql_mode = '';
    create table o (id int unsigned zerofill primary key, e enum('low','middle','high'), s set('a','b','c'), f float, bits bit(10), d date, t time(3), y year, txt text, latin varchar(20) charset latin1 collate latin1_swedish_ci, u uuid, ip inet6, dd decimal(65,30), j json, padded varchar(10));
    insert into o select seq, elt(1 + seq % 4, 'low','middle','high',null), elt(1 + seq % 4, 'a','a,b','c',''), elt(1 + seq % 4, 0.1, 0.2, 16777216, null), seq % 5, elt(1 + seq % 3, '0000-00-00','2026-01-01',null),
      elt(1 + seq % 3, '838:59:59','-838:59:59','00:00:00.5'), 1900 + seq % 7, concat(repeat('x', 300), seq % 3), elt(1 + seq % 4, 'é','E','z',null), concat('0000000', seq % 4, '-0000-1000-8000-00000000000', seq % 6), concat('::', seq % 5),
      concat('1234567890123456789012345678901234', seq % 3, '.', seq % 3), '{}', elt(1 + seq % 3, 'a', 'a ', 'A') from seq_1_to_24`)
  for (const column of ['e', 's', 'f', 'bits', 'd', 't', 'y', 'txt', 'latin', 'u', 'ip', 'dd', 'padded']) {
    for (const direction of ['asc', 'desc'] as const) {
      const query = request('o', { sort: [{ column, direction }], limit: 5 })
      const all = await database.read(await database.allRows(query))
      expect(
        (await forwards(database, query)).rows.map((row) => row[0]),
        column,
      ).toEqual(all.rows.map((row) => row[0]))
      expect(
        (await backwards(database, query)).map((row) => row[0]),
        column,
      ).toEqual(all.rows.map((row) => row[0]))
    }
  }
  await expect(database.page(request('o', { sort: [{ column: 'j', direction: 'asc' }] }))).rejects.toMatchObject({ code: 'sort.invalid' })
})

test('SQLite: one column of many types is walked in the order NULL, numbers, text, bytes', async () => {
  const { database } = await sqlite.create(`create table m (v, n int, t text);
    insert into m values (null, null, null), (1, 1, '1'), (1.5, 'x', '2'), ('1', 2.5, 'ä'), ('b', x'00', x'00'), (x'61', 9007199254740993, cast(x'ff' as text)), (9007199254740993, -1, 'a'), (9e999, 9007199254740992, ''), ('', '', 'A'), (cast(x'fffe' as text), 5, cast(x'fe' as text)), (-9e999, 3, 'b')`)
  for (const column of ['v', 'n', 't']) {
    for (const direction of ['asc', 'desc'] as const) {
      const query = request('m', { sort: [{ column, direction }], limit: 2 })
      const all = await database.read(await database.allRows(query))
      expect((await forwards(database, query)).rows).toEqual(all.rows)
      expect(await backwards(database, query)).toEqual(all.rows)
    }
  }
  const without = await sqlite.create(
    `create table w (a text, b int, primary key (b, a)) without rowid; insert into w values ('x', 1), ('y', 1), ('x', 2)`,
  )
  expect((await forwards(without.database, request('w', { limit: 1 }))).rows).toEqual([
    ['x', 1],
    ['y', 1],
    ['x', 2],
  ])
  const nulls = await sqlite.create(`create table k (a text primary key); insert into k values (null), (null), ('a')`)
  expect((await forwards(nulls.database, request('k', { limit: 1 }))).rows).toHaveLength(3)
})
