import { existsSync } from 'node:fs'
import { join } from 'node:path'
import fc from 'fast-check'
import mysql from 'mysql2/promise'
import pg from 'pg'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { ProvostError } from '../../src/contract/errors.ts'
import { engineOf } from '../../src/main/engines/index.ts'
import { readingText } from '../../src/main/engines/mysql/query-guard.ts'
import { refuseActing } from '../../src/main/engines/postgres/query-guard.ts'
import { tokens } from '../../src/main/engines/statement-words.ts'
import { startNodeChild } from '../../src/main/foundation/processes/index.ts'
import { freshName, sharedServer, startMariadb } from '../servers/index.ts'
import { mariadb, openOptions, postgres15, postgres18, serverConfig } from './engines-kit.ts'

/** What a statement is made of that hides an INTO, or seems to. */
const pieces = fc.constantFrom(
  ...[
    'into @v',
    ' into @v',
    'into',
    '@v',
    ' ',
    '\n',
    '\r',
    '\t',
    '\v',
    '\f',
    '1',
    '.',
    'e1',
    '1e1',
    '1.5',
    '.5',
    '0x41',
    '0b1',
    '0X4',
    '$',
    '+',
    '*',
    '/',
  ],
  ...[
    '--',
    '-- ',
    '--\t',
    '--\u0001',
    '--\u007f',
    '--\u0085',
    '--\u00a0',
    '--\u3000',
    '--\ufeff',
    '#',
    '/*',
    '*/',
    '/**/',
    '/*+',
    '/*!',
    '/*M!',
    '/*m!',
  ],
  ...[
    '/*!50000',
    '/*!50701',
    '/*!99999',
    '/*!999999',
    '/*M!100000',
    '/*M!999999',
    '/*!1',
    "'",
    "''",
    '"',
    '""',
    '`',
    '``',
    '\\',
    "\\'",
    '\\"',
    '@',
    '@@',
  ],
  ...[
    "x'41'",
    "b'1'",
    "n'x'",
    "_utf8'x'",
    '\u0085',
    '\u00a0',
    '\u0001',
    '\u007f',
    '\u200b',
    '\ufeff',
    '\u3000',
    '\0',
    '\ud83d\ude00',
    '\ud800',
    'é',
    'a',
    ',',
    ';',
    '(',
    ')',
    '{',
    '}',
  ],
)
const statements = fc.array(pieces, { maxLength: 14 }).map((parts) => `select 1${parts.join('')}`)
const numRuns = Number(process.env['PROVOST_FUZZ_RUNS'] ?? 4000)

/** Beginnings that leave the server within something, and ends that close it: what is between is code to one of the two readers. */
const known = [
  ...[
    "select 'x' --\u0085x into @v from (select 1 as `\u0085x`) t",
    'select 1e1into @v',
    'select 1.5into @v',
    'select .5into @v',
    'select 1.into @v',
  ],
  ...["select 1 /*!50701 ' */ into @v -- '", "select 1 /*!99999 ' */ into @v -- '", "select 1 /*!999999 /* */ ' */ into @v -- '"],
  ...["select 2*/*' */3 into @v -- '", 'select 1 /*+ `*/ into @v -- `*/', 'select 1 --\u00a0x into @v from (select 1 as `\u00a0x`) t'],
]

describe('a statement is cut as MariaDB cuts it', () => {
  let session: mysql.Connection
  beforeAll(async () => {
    const { port, user, password } = sharedServer('mariadb')
    session = await mysql.createConnection({ host: '127.0.0.1', port, user, password, charset: 'utf8mb4' })
    session.on('error', () => {})
    await session.query("set session sql_mode = 'NO_ENGINE_SUBSTITUTION'")
  })
  afterAll(() => session.destroy())

  /** Whether the server ran an INTO: then there are no rows, and no error. */
  const ranInto = async (sql: string): Promise<boolean> => {
    try {
      return !Array.isArray((await session.query(sql))[0])
    } catch {
      // A syntax error, whichever, ran nothing.
      return false
    }
  }
  const permitted = (text: string): string | null => {
    try {
      return readingText(text)
    } catch (error) {
      if (error instanceof ProvostError) return null
      throw error
    }
  }

  it.each(known)('%j writes nothing', async (text) => {
    const sent = permitted(text)
    if (sent !== null) expect(await ranInto(sent), sent).toBe(false)
  })

  it('whatever is let through runs no INTO', async () => {
    await fc.assert(
      fc.asyncProperty(statements, async (text) => {
        const sent = permitted(text)
        return sent === null || !(await ranInto(sent))
      }),
      { numRuns, examples: known.map((text) => [text]) },
    )
  })

  it('an INTO that the server sees is seen here, comments and all', async () => {
    const plain = statements.filter((text) => !/\/\*[Mm]?!/.test(text))
    await fc.assert(
      fc.asyncProperty(plain, async (text) => {
        const seen = [...tokens(text, 'mysql')].some((token) => token.text === 'into')
        return seen || !(await ranInto(text))
      }),
      { numRuns },
    )
  })
})

describe.each(['postgres15', 'postgres18'] as const)('a command is seen as %s sees it', (name) => {
  const around = fc.constantFrom(
    ...[
      ' ',
      '\n',
      '\r',
      '\t',
      '\v',
      '\f',
      '--',
      '/*',
      '*/',
      '/',
      '*',
      '-',
      ';',
      '(',
      ')',
      '#',
      "'",
      '"',
      '$$',
      '$a$',
      'select 1',
      'values (1)',
      'e',
      '1',
    ],
    ...['\u0001', '\u0085', '\u00a0', '\u3000', '\ufeff'],
  )
  const commands = fc.array(around, { maxLength: 5 }).map((parts) => `${parts.join('')}set provost.fuzz to 1`)

  it('a SET that the server runs is refused', async () => {
    const { port, user, password } = sharedServer(name)
    const client = new pg.Client({ host: '127.0.0.1', port, user, password, database: 'postgres' })
    await client.connect()
    const isRefused = (text: string): boolean => {
      try {
        refuseActing(text, false)
        return false
      } catch (error) {
        return error instanceof ProvostError
      }
    }
    // With values, though there are none, the statement goes by the extended protocol.
    const runs = async (text: string): Promise<boolean> => {
      try {
        return (await client.query({ text, values: [], queryMode: 'extended' } as pg.QueryConfig)).command === 'SET'
      } catch {
        // An error, whichever, ran nothing.
        return false
      }
    }
    try {
      await fc.assert(
        fc.asyncProperty(commands, async (text) => isRefused(text) || !(await runs(text))),
        { numRuns, examples: [[';set provost.fuzz to 1'], ['--\rset provost.fuzz to 1'], ['/*/**/*/set provost.fuzz to 1']] },
      )
    } finally {
      await client.end()
    }
  })
})

describe('a statement of a read-only connection writes no file of the server, whoever logs in', () => {
  it('MariaDB, by comments and numbers that hide INTO', async () => {
    const { database, execute } = await mariadb.create()
    const [{ folder } = { folder: '' }] = (await execute('select @@tmpdir as folder')) as { folder: string }[]
    const file = join(folder, freshName('hidden'))
    for (const text of known) {
      const sql = text.replace('into @v', `into outfile '${file}'`)
      await database.query(sql, { limit: 1 }).catch((error: unknown) => expect(error, sql).toBeInstanceOf(ProvostError))
      expect(existsSync(file), sql).toBe(false)
    }
    // What stands in a comment is no part of what is asked, and a hint stays one.
    expect((await database.query("select 1 -- it's into\n + 1 /* 'into */ as a # into", { limit: 1 })).rows).toEqual([[2]])
    expect((await database.query('select 2*/**/3 as a', { limit: 1 })).rows).toEqual([[6]])
  })

  it.each([postgres15, postgres18])('$title, behind a comment that ends with a carriage return', async ({ create }) => {
    const { database, execute } = await create()
    const [{ folder } = { folder: '' }] = (await execute("select current_setting('data_directory') as folder")) as { folder: string }[]
    const file = join(folder, freshName('hidden'))
    for (const sql of [
      `;copy (select 1) to '${file}'`,
      `-- \rcopy (select 1) to '${file}'`,
      `--\r/* /* */ */copy (select 1) to program 'touch ${file}'`,
      `select lo_export(0, '${file}')`,
      `select pg_catalog."lo_export"(0, '${file}')`,
      `select U&"lo\\005fexport"(0, '${file}')`,
      `select query_to_xml($$select lo_export(0, '${file}')$$, true, true, '')`,
    ]) {
      await expect(database.query(sql, { limit: 1 }), sql).rejects.toMatchObject({
        code: expect.stringMatching(/^query\.(read-only|not-single)$/),
      })
      expect(existsSync(file), sql).toBe(false)
    }
  })

  it('MariaDB, where it would read another character set than it is written to in', async () => {
    const server = await startMariadb({ settings: { 'init-connect': 'set names gbk', 'skip-character-set-client-handshake': '1' } })
    try {
      await server.createDatabase('lms')
      await server.execute('lms', "create user filer@'%' identified by 'pw'; grant file, select on *.* to filer@'%'")
      const database = engineOf('mysql', { startChild: startNodeChild }).open(
        { ...serverConfig(server, 'lms'), user: 'filer' },
        openOptions('pw'),
      )
      const file = join(server.directory, 'hidden')
      // In GBK the backslash is the second half of a character, and hides no quote.
      await database
        .query(`select '你\\' into outfile '${file}' -- '`, { limit: 1 })
        .catch((error: unknown) => expect(error).toBeInstanceOf(ProvostError))
      expect(existsSync(file)).toBe(false)
      expect((await database.query("select '你' as a, @@character_set_connection as b", { limit: 1 })).rows).toEqual([['你', 'utf8mb4']])
      await database.close()
    } finally {
      await server.stop()
    }
  })
})
