// biome-ignore-all lint/suspicious/noTemplateCurlyInString: such references are what the files hold
import { mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import fc from 'fast-check'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { ImportFile } from '#contract/connection-files.ts'
import { importEntry, importResult } from '#contract/connection-files.ts'
import { ProvostError } from '#contract/errors.ts'
import { type ImportRig, openImportRig } from '../integration/connection-import-kit.ts'

/** The long form: PROVOST_IMPORT_FUZZ_RUNS=20000 npx vitest run test/faults/import-fuzz.test.ts */
const numRuns = Number(process.env['PROVOST_IMPORT_FUZZ_RUNS'] ?? 100)
const patience = 60_000 + numRuns * 60

let rig: ImportRig
beforeAll(() => {
  rig = openImportRig()
  // Thousands of small acts, none of which has to outlive a power cut.
  rig.state.database.pragma('synchronous = OFF')
})
afterAll(() => rig.close())

/** Found nowhere but in the vault. Its parts are looked for, too: an escape or a cut may change the whole. */
const planted = 'pLaNtEd'

/** A file of each kind with the password in the place it belongs. */
const wellFormed: Readonly<Record<string, (password: string) => string>> = {
  '.env': (password) =>
    `export APP_ENV=staging\nDB_CONNECTION=pgsql\nDB_HOST=localhost\nDB_USER=app # note\nDB_PASSWORD='${password}'\nDB_NAME="lms"\n`,
  'url.env': (password) => `# DATABASE_URL=x\nDATABASE_URL="postgresql://app:${password}@db.example:5432/lms?sslmode=require"\n`,
  'zulip.conf': (password) =>
    `[machine]\ndeploy_type = production\n[lms_database]\nhost = db\nport = 5432\n[secrets]\nlms_database_password = ${password}\n`,
  'zulip-secrets.conf': (password) => `[secrets]\nlms_database_password = ${password}\n`,
  'alembic.ini': (password) =>
    `[alembic]\nscript_location = alembic\nsqlalchemy.url = mysql+pymysql://root:${password}@localhost:3306/learn\n`,
  'pg_service.conf': (password) => `[campus]\nhost=db\nport=5432\ndbname=lms\nuser=reader\npassword=${password}\nsslmode=verify-ca\n`,
  '.pgpass': (password) => `db.example:5432:lms:reader:${password}\n*:*:*:*:${password}\n`,
  'my.cnf': (password) => `[client]\nuser = root\npassword = "${password}"\nhost = localhost\n[mysqldump]\nquick\n`,
}

const oddText = fc.oneof(
  fc.string({ unit: 'binary', maxLength: 60 }),
  fc.constantFrom(
    '\n',
    '\r\n',
    '"',
    "'",
    '\\',
    '=',
    '${DB_USER}',
    '%(here)s',
    '%',
    '[',
    ']',
    '[client',
    ':::::',
    '#',
    'export ',
    '\ufeff',
    '\u2028',
    '='.repeat(500),
  ),
)
/** Lines that are put between the lines of a file, line ends that are lost, and a way to end the others. */
const disturbed = fc.record({
  name: fc.constantFrom(...Object.keys(wellFormed)),
  insertions: fc.array(fc.record({ line: fc.nat({ max: 8 }), text: oddText }), { maxLength: 4 }),
  losses: fc.array(fc.nat({ max: 8 }), { maxLength: 2 }),
  windows: fc.boolean(),
  mark: fc.boolean(),
})

const disturb = ({
  name,
  insertions,
  losses,
  windows,
  mark,
}: typeof disturbed extends fc.Arbitrary<infer Value> ? Value : never): string => {
  const lines = (wellFormed[name]?.(planted) ?? '').split('\n')
  for (const { line, text } of insertions) lines.splice(Math.min(line, lines.length), 0, text.toWellFormed())
  for (const line of losses) if (line + 1 < lines.length) lines.splice(line, 2, `${lines[line]}${lines[line + 1]}`)
  return `${mark ? '\ufeff' : ''}${lines.join(windows ? '\r\n' : '\n')}`
}

/** What was tried must be told in the declared words, store whole connections or none, and tell no password. */
const tryAll = async (files: readonly ImportFile[]): Promise<string> => {
  try {
    const entries = await rig.preview(files)
    const remarks = await rig.remarks(files)
    for (const entry of entries) importEntry.parse(entry)
    const taken = entries.filter(({ state }) => state === 'new')
    const results =
      taken.length === 0
        ? []
        : await rig.apply(
            files,
            taken.map(({ id, name }) => ({ id, name })),
          )
    for (const result of results) importResult.parse(result)
    expect(results.map(({ outcome }) => outcome)).toEqual(taken.map(() => 'added'))
    for (const [index, { connection }] of results.entries()) {
      const record = rig.book.get(connection ?? '')
      expect((await rig.vault.get(record.vaultKey)) !== null).toBe(taken[index]?.passwordFound)
    }
    const again = await rig.importAll(files)
    expect(again.filter(({ outcome }) => outcome === 'added')).toEqual([])
    return JSON.stringify([entries, remarks, results, again, rig.book.list()])
  } catch (error) {
    if (!(error instanceof ProvostError)) throw error
    expect(error.code).toMatch(/^connection\.import-(unreadable|unrecognised)$/)
    expect(rig.book.list()).toEqual([])
    return JSON.stringify(error) + String(error.cause)
  } finally {
    for (const { connection, vaultKey } of rig.book.list()) {
      rig.book.remove(connection.name)
      await rig.vault.delete(vaultKey)
    }
  }
}

/** Runs with the files in a folder of their own, so that what lies beside is from this run alone. */
const inFolder = async (
  contents: Readonly<Record<string, string | Uint8Array>>,
  work: (files: ImportFile[]) => Promise<void>,
): Promise<void> => {
  const folder = join(rig.folder, 'fuzz')
  mkdirSync(folder)
  try {
    const files = Object.entries(contents).map(([name, content]) => {
      const path = join(folder, name)
      writeFileSync(path, content)
      return { path }
    })
    await work(files)
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
}

/** Whatever is written down: state, its log, the workspace's other files. */
const written = (): string =>
  readdirSync(rig.workspace, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => readFileSync(join(entry.parentPath, entry.name), 'latin1'))
    .join()

describe('importers', () => {
  it('survive any bytes under any name', { timeout: patience }, async () => {
    const names = [...Object.keys(wellFormed), 'settings.py', 'dev-secrets.conf', 'unknown.txt']
    const bytes = fc.oneof(fc.uint8Array({ maxLength: 400 }), fc.string({ unit: 'binary', maxLength: 400 }), oddText)
    await fc.assert(
      fc.asyncProperty(fc.dictionary(fc.constantFrom(...names), bytes, { minKeys: 1, maxKeys: 4, noNullPrototype: true }), (contents) =>
        inFolder(contents, async (files) => void (await tryAll(files))),
      ),
      { numRuns },
    )
  })

  it('survive any text made of the words of the formats', { timeout: patience }, async () => {
    const words = fc.constantFrom(
      ...[
        'DATABASE_URL',
        'DB_HOST',
        'DB_PORT',
        'DB_USER',
        'X_DATABASE_URL',
        '=',
        ':',
        '\n',
        '\n',
        ' ',
        '"',
        "'",
        '${DB_USER}',
        '${DB_HOST:-x}',
      ],
      ...[
        '[lms_database]',
        '[secrets]',
        '[alembic]',
        '[client]',
        '[mysql_x]',
        '[svc]',
        'sqlalchemy.url',
        'lms_database_password',
        'host',
        'user',
      ],
      ...[
        'dbname',
        'sslmode',
        'ssl-ca',
        'postgres://',
        'mysql://',
        'sqlite:///',
        'file:',
        'u:p@h/d',
        '5432',
        '*',
        '\\',
        '%(here)s',
        '%%',
        '#',
        '!include',
      ],
      ...[
        "DATABASES['lms_db']['OPTIONS']",
        "['sslmode'] = 'require'",
        '.update({',
        '})',
        '\u0000',
        '::1',
        '..',
        '/run/x',
        '?sslmode=prefer',
        '%zz',
      ],
    )
    const text = fc.array(words, { maxLength: 60 }).map((parts) => parts.join(''))
    const names = fc.constantFrom(...Object.keys(wellFormed), 'settings.py', 'unknown.txt')
    await fc.assert(
      fc.asyncProperty(fc.dictionary(names, text, { minKeys: 1, maxKeys: 3, noNullPrototype: true }), (contents) =>
        inFolder(contents, async (files) => void (await tryAll(files))),
      ),
      { numRuns },
    )
  })

  it('tell a planted password to nobody, however odd the lines around it are', { timeout: patience }, async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(disturbed, { minLength: 1, maxLength: 3 }), (all) =>
        inFolder(Object.fromEntries(all.map((each) => [each.name, disturb(each)])), async (files) => {
          expect(await tryAll(files)).not.toContain(planted)
        }),
      ),
      { numRuns },
    )
    expect(JSON.stringify(rig.audit.list({ limit: 500 }))).not.toContain(planted)
    expect(written()).not.toContain(planted)
  })

  it('keep a password exactly as it is, whatever it is made of', { timeout: patience }, async () => {
    const password = fc
      .string({ unit: 'grapheme-ascii', minLength: 1, maxLength: 40 })
      .filter((text) => text.trim() === text && !/^<.*>$/.test(text))
    const escapes: Readonly<Record<string, (text: string) => string>> = {
      'double.env': (text) => `DB_PORT=5432\nDB_NAME=d\nDB_USER=u\nDB_PASSWORD="${text.replaceAll(/["\\$]/g, '\\$&')}"\n`,
      'url.env': (text) => `DATABASE_URL='postgres://u:${encodeURIComponent(text).replaceAll("'", '%27')}@localhost/d'\n`,
      'alembic.ini': (text) => `[alembic]\nsqlalchemy.url = postgres://u:${encodeURIComponent(text).replaceAll('%', '%%')}@localhost/d\n`,
      'zulip.conf': (text) => `[lms_database]\n[secrets]\nlms_database_password = ${text}\n`,
      'pg_service.conf': (text) => `[s]\nhost=localhost\nuser=u\npassword=${text}\n`,
      '.pgpass': (text) => `localhost:5432:d:u:${text.replaceAll(/[\\:]/g, '\\$&')}\n`,
      'my.cnf': (text) => `[client]\nuser=u\npassword="${text.replaceAll(/["\\]/g, '\\$&')}"\n`,
    }
    await fc.assert(
      fc.asyncProperty(fc.constantFrom(...Object.keys(escapes)), password, (name, text) =>
        inFolder({ [name]: escapes[name]?.(text) ?? '' }, async (files) => {
          const [result] = await rig.importAll(files)
          const record = rig.book.get(result?.connection ?? '')
          const kept = await rig.vault.get(record.vaultKey)
          rig.book.remove(record.connection.name)
          expect(kept).toBe(text)
        }),
      ),
      { numRuns },
    )
  })
})
