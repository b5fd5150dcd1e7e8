import { chmodSync, symlinkSync } from 'node:fs'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { ProvostError } from '#contract/errors.ts'
import { type ImportRig, openImportRig } from './connection-import-kit.ts'

let rig: ImportRig
beforeEach(() => {
  rig = openImportRig()
})
afterEach(() => rig.close())

const noTls = { mode: 'disable', ca: null, cert: null, key: null, pin: null }
const fullTls = { mode: 'verify-full', ca: null, cert: null, key: null, pin: null }

const productionConf =
  '[lms_database]\ndatabase_name = lms_production\ndatabase_user = lms_readonly\nhost = lms-db.internal.company.com\nport = 5432\n'
const productionSecrets = '[secrets]\nlms_database_password = ProdLms2024!SecurePass\n'
const settings = `# Add SSL configuration for LMS database
DATABASES['lms_db']['OPTIONS'].update({
    'sslmode': 'require',
    'sslcert': '/etc/zulip/ssl/lms-client.crt',
    'sslkey': '/etc/zulip/ssl/lms-client.key',
    'sslrootcert': '/etc/zulip/ssl/lms-ca.crt',
})
`

describe('importing what the LMS guides describe', () => {
  it('takes the development configuration of a Zulip server', async () => {
    const files = rig.write({
      'zproject/dev-secrets.conf': '[secrets]\n# ... existing secrets ...\n\nlms_database_password = dev_lms_password_123\n',
      'etc/zulip.conf': '[lms_database]\ndatabase_name = lms_dev\ndatabase_user = lms_readonly\nhost = localhost\nport = 5432\n',
    })
    expect(await rig.importAll(files)).toMatchObject([{ name: 'lms_dev', outcome: 'added' }])
    expect(await rig.kept('lms_dev')).toEqual({
      engine: 'postgres',
      host: 'localhost',
      port: 5432,
      user: 'lms_readonly',
      database: 'lms_dev',
      environment: 'development',
      external: true,
      readWrite: false,
      tls: noTls,
      password: 'dev_lms_password_123',
    })
  })

  it('takes the production configuration, the secrets found beside it, with TLS of its settings', async () => {
    const files = rig.write({ 'zulip.conf': productionConf, 'zulip-secrets.conf': productionSecrets, 'settings.py': settings })
    const expected = {
      engine: 'postgres',
      host: 'lms-db.internal.company.com',
      port: 5432,
      user: 'lms_readonly',
      database: 'lms_production',
      environment: 'production',
      external: true,
      readWrite: false,
      password: 'ProdLms2024!SecurePass',
    }
    expect(await rig.importAll(files.slice(0, 1))).toMatchObject([{ name: 'lms_production', outcome: 'added' }])
    expect(await rig.kept('lms_production')).toEqual({ ...expected, tls: fullTls })
    rig.book.remove(rig.book.get('lms_production').connection.name)
    await rig.importAll(files.toReversed())
    const ssl = '/etc/zulip/ssl/lms'
    expect(await rig.kept('lms_production')).toEqual({
      ...expected,
      tls: { mode: 'require', ca: `${ssl}-ca.crt`, cert: `${ssl}-client.crt`, key: `${ssl}-client.key`, pin: null },
    })
  })

  it('takes Zulip’s defaults where only the secrets are there, and says each', async () => {
    const files = rig.write({ 'dev-secrets.conf': '[secrets]\nlms_database_password = pw\n' })
    const [entry] = await rig.preview(files)
    expect(entry).toMatchObject({
      name: 'lms_production',
      address: 'localhost:5432',
      user: 'lms_readonly',
      passwordFound: true,
      state: 'new',
    })
    expect(entry?.assumptions.filter((text) => text.includes('default'))).toHaveLength(4)
  })

  it('takes the .env of a MySQL deployment, with its empty password', async () => {
    const files = rig.write({ '.env': 'DB_NAME=learn_with_roko\nDB_USER=root\nDB_PASSWORD=\nDB_HOST=localhost\nDB_PORT=3306\n' })
    expect(await rig.importAll(files)).toMatchObject([{ name: 'learn_with_roko', outcome: 'added' }])
    expect(rig.book.get('learn_with_roko').connection).toMatchObject({ passwordIn: null, address: 'localhost:3306' })
    expect(await rig.kept('learn_with_roko')).toEqual({
      engine: 'mysql',
      host: 'localhost',
      port: 3306,
      user: 'root',
      database: 'learn_with_roko',
      environment: 'development',
      external: false,
      readWrite: false,
      tls: noTls,
      password: null,
    })
  })

  it('takes the alembic.ini and the SQLite address of the others', async () => {
    const files = rig.write({
      'alembic.ini': '[alembic]\nscript_location = alembic\nsqlalchemy.url = postgresql://postgres:postgres@db:5432/aada_lms\n',
      '.env':
        '# SQLite (default)\nDATABASE_URL="file:/var/lib/vantus/prod.db"\n\n# MySQL (alternative)\n# DATABASE_URL="mysql://user:password@localhost:3306/vantus"\n',
    })
    expect(await rig.importAll(files)).toMatchObject([{ name: 'aada_lms' }, { name: 'prod' }])
    expect(await rig.kept('aada_lms')).toMatchObject({ host: 'db', user: 'postgres', password: 'postgres', tls: fullTls })
    expect(await rig.kept('prod')).toMatchObject({ engine: 'sqlite', database: '/var/lib/vantus/prod.db', password: null })
  })
})

describe('a Zulip server', () => {
  it('is production by deploy_type, and each of several goes with the secrets of its own folder', async () => {
    const conf = (name: string) => `[machine]\ndeploy_type = production\n[lms_database]\ndatabase_name = ${name}\n`
    const files = rig.write({
      'a/zulip-secrets.conf': '[secrets]\nlms_database_password = for-a\n',
      'b/zulip.conf': conf('b'),
      'b/zulip-secrets.conf': '[secrets]\nlms_database_password = for-b\n',
      'a/zulip.conf': conf('a'),
    })
    await rig.importAll(files)
    expect(await rig.kept('a')).toMatchObject({ password: 'for-a', environment: 'production' })
    expect(await rig.kept('b')).toMatchObject({ password: 'for-b' })
  })

  it('without anything of the LMS gives nothing, and says so', async () => {
    const files = rig.write({ 'zulip.conf': '[machine]\npuppet_classes = x\n', 'zulip-secrets.conf': '[secrets]\nother = 1\n' })
    expect(await rig.preview(files)).toEqual([])
    expect(await rig.remarks(files)).toMatch(/no lms_database_password[\s\S]*no \[lms_database\] section/)
  })

  it('does not take the words of the guide for a password', async () => {
    const files = rig.write({
      'zulip.conf': '[lms_database]\n',
      'dev-secrets.conf': '[secrets]\nlms_database_password = your_lms_database_password_here\n',
    })
    expect(await rig.preview(files)).toMatchObject([{ passwordFound: false, state: 'new' }])
  })
})

describe('a preview', () => {
  it('never holds the password, and stores nothing', async () => {
    const files = rig.write({ '.env': 'DATABASE_URL=postgres://u:planted%2Dsecret@h/d\nDB_PASSWORD=planted-secret\nDB_USER=u\n' })
    const entries = await rig.preview(files)
    expect(entries).toMatchObject([
      { passwordFound: true, state: 'new' },
      { state: 'incomplete', missing: ['engine', 'database'] },
    ])
    expect(JSON.stringify(entries)).not.toContain('planted')
    expect(rig.book.list()).toEqual([])
    expect(rig.onDisk()).not.toContain('planted')
  })

  it('proposes names that nobody has', async () => {
    await rig.importAll(rig.write({ 'one/.env': 'DATABASE_URL=postgres://u@one/LMS\n' }))
    const files = rig.write({
      'two/.env': 'DATABASE_URL=postgres://u@two/lms\nA_DATABASE_URL=mysql://u@x/\n"BROKEN\n',
      'three/.env': 'DATABASE_URL=postgres://u@three/lms\n',
    })
    expect((await rig.preview(files)).map(({ name }) => name)).toEqual(['lms-2', 'a', 'lms-3'])
  })

  it('fills in passwords from .pgpass, and shows no connection twice', async () => {
    const files = rig.write({
      '.pgpass': 'db.example:5432:lms:reader:from-pgpass\n*:*:*:wild:for-all\n',
      'pg_service.conf': '[campus]\nhost=db.example\ndbname=lms\nuser=reader\n[other]\nhost=h\nuser=wild\n',
      'alembic.ini': '[alembic]\nsqlalchemy.url = postgresql://reader@DB.example/lms\n',
    })
    const entries = await rig.preview(files)
    expect(entries).toMatchObject([
      { name: 'campus', passwordFound: true, state: 'new' },
      { name: 'other', passwordFound: true, state: 'new' },
      { name: 'campus', format: 'alembic', state: 'there' },
    ])
    await rig.importAll(files)
    expect(rig.book.list().map(({ connection }) => connection.name)).toEqual(['campus', 'other'])
    expect(await rig.kept('campus')).toMatchObject({ password: 'from-pgpass' })
    expect(await rig.kept('other')).toMatchObject({ password: 'for-all' })
  })

  it('reads files as a browser sends them', async () => {
    const files = [
      { name: 'zulip.conf', text: `\ufeff${productionConf.replaceAll('\n', '\r\n')}` },
      { name: 'zulip-secrets.conf', text: productionSecrets },
      { name: '.env', text: 'DATABASE_URL="file:./dev.db"\n' },
    ]
    const entries = await rig.preview(files)
    expect(entries).toMatchObject([
      { name: 'lms_production', passwordFound: true },
      { state: 'incomplete', missing: ['database'] },
    ])
    const [, file] = entries
    const picks = [{ id: file?.id ?? '', name: 'dev', given: { database: '/srv/dev.db' } }]
    expect(await rig.apply(files, picks)).toMatchObject([{ outcome: 'added' }])
    expect(await rig.kept('dev')).toMatchObject({ engine: 'sqlite', database: '/srv/dev.db' })
  })
})

describe('importing a second time', () => {
  const text = 'DATABASE_URL=postgres://u:first@127.1/d\nFILE_DATABASE_URL=file:./a.db\n'

  it('adds nothing twice', async () => {
    rig.write({ 'a.db': '' })
    const files = rig.write({ '.env': text })
    expect((await rig.importAll(files)).map(({ outcome }) => outcome)).toEqual(['added', 'added'])
    expect(await rig.preview(files)).toMatchObject([
      { state: 'there', name: 'd', storedPassword: 'same' },
      { state: 'there', storedPassword: null },
    ])
    expect((await rig.importAll(files)).map(({ outcome }) => outcome)).toEqual(['there', 'there'])
    symlinkSync(join(rig.folder, 'a.db'), join(rig.folder, 'b.db'))
    expect(await rig.preview(rig.write({ 'link.env': 'DATABASE_URL=file:./b.db' }))).toMatchObject([{ state: 'there', name: 'file' }])
    expect(rig.book.list()).toHaveLength(2)
  })

  it('offers a password that differs, and takes it only when told', async () => {
    await rig.importAll(rig.write({ '.env': text }))
    const files = rig.write({ '.env': text.replace('first', 'second') })
    const [entry] = await rig.preview(files)
    expect(entry).toMatchObject({ state: 'there', storedPassword: 'differs' })
    await rig.importAll(files)
    expect(await rig.kept('d')).toMatchObject({ password: 'first' })
    expect(await rig.apply(files, [{ id: entry?.id ?? '', replacePassword: true }])).toMatchObject([
      { outcome: 'password-replaced', connection: 'd' },
    ])
    expect(await rig.kept('d')).toMatchObject({ password: 'second' })
  })

  it('gives a connection without a password the one that .pgpass has for it', async () => {
    await rig.importAll(rig.write({ '.env': 'DATABASE_URL=postgres://u@h/d\n' }))
    const files = rig.write({ '.pgpass': 'h:5432:d:u:late\n' })
    const [entry] = await rig.preview(files)
    expect(entry).toMatchObject({ state: 'there', name: 'd', storedPassword: 'missing' })
    await rig.apply(files, [{ id: entry?.id ?? '', replacePassword: true }])
    expect(await rig.kept('d')).toMatchObject({ password: 'late' })
    expect(rig.book.get('d').connection.passwordIn).toBe('memory')
  })
})

describe('taking entries', () => {
  it('takes what is picked, under the name given, with what was missing', async () => {
    const files = rig.write({ '.env': 'DB_NAME=lms\nDB_USER=app\nDB_PASSWORD=pw\nDB_PORT=7000\nDATABASE_URL=postgres://u@h/d\n' })
    const entry = (await rig.preview(files)).find(({ state }) => state === 'incomplete')
    expect(entry).toMatchObject({ missing: ['engine'], engine: null })
    const pick = { id: entry?.id ?? '', name: 'chosen', environment: 'staging' } as const
    expect(await rig.apply(files, [pick])).toMatchObject([{ outcome: 'refused', problem: { code: 'connection.import-incomplete' } }])
    expect(await rig.apply(files, [{ ...pick, given: { engine: 'mysql' } }])).toMatchObject([{ outcome: 'added' }])
    expect(await rig.kept('chosen')).toMatchObject({ engine: 'mysql', port: 7000, password: 'pw', environment: 'staging' })
    expect(rig.book.list()).toHaveLength(1)
  })

  it('refuses a pick once the file says something else, so that no password goes where nobody looked', async () => {
    const files = rig.write({ '.env': 'DATABASE_URL=postgres://u:pw@h/d\n' })
    const [entry] = await rig.preview(files)
    rig.write({ '.env': 'DATABASE_URL=postgres://u:pw@elsewhere/d\n' })
    expect(await rig.apply(files, [{ id: entry?.id ?? '' }])).toMatchObject([
      { outcome: 'refused', problem: { code: 'connection.import-changed' } },
    ])
    expect(rig.book.list()).toEqual([])
  })

  it('reports each entry, with the refusal of a production connection that would not be encrypted', async () => {
    const files = rig.write({
      '.env': 'APP_ENV=production\nDATABASE_URL=postgres://u:pw@h/d?sslmode=disable\nB_DATABASE_URL=mysql://u@h/b\n',
    })
    const entries = await rig.preview(files)
    expect(entries).toMatchObject([{ state: 'refused', problem: { code: 'connection.insecure-refused' } }, { state: 'new' }])
    const results = await rig.apply(
      files,
      entries.map(({ id, name }) => ({ id, name })),
    )
    expect(results).toMatchObject([{ outcome: 'refused' }, { outcome: 'added', name: 'b' }])
    expect(await rig.apply(files, [{ id: entries[1]?.id ?? '', name: 'no such name!' }])).toMatchObject([{ outcome: 'there', name: 'b' }])
  })

  it('does not take a name that is taken', async () => {
    const files = rig.write({ '.env': 'DATABASE_URL=postgres://u:pw@h/d\nB_DATABASE_URL=postgres://u:pw@h/e\n' })
    const [first, second] = await rig.preview(files)
    const results = await rig.apply(files, [
      { id: first?.id ?? '', name: 'one' },
      { id: second?.id ?? '', name: 'one' },
    ])
    expect(results).toMatchObject([{ outcome: 'added' }, { outcome: 'refused', problem: { code: 'connection.exists' } }])
  })

  it('writes who took what into the audit log, and nothing of the content', async () => {
    await rig.importAll(rig.write({ '.env': 'DATABASE_URL=postgres://u:planted@h/d\n' }))
    rig.export('d', 'env')
    const [exported, imported] = rig.audit.list().entries
    expect(imported).toMatchObject({ action: 'connection.import', operator: 'ada', target: 'd', outcome: 'done' })
    expect(imported?.detail).toEqual({ added: 1, replaced: 0, there: 0, refused: 0, names: ['d'], formats: ['env'], codes: [] })
    expect(exported).toMatchObject({ action: 'connection.export', target: 'd', detail: { format: 'env' } })
    expect(rig.onDisk()).not.toContain('planted')
  })

  it('ends where it is cancelled, with what was taken on the record', async () => {
    const files = rig.write({ '.env': 'DATABASE_URL=postgres://u:pw@h/d\n' })
    const picks = (await rig.preview(files)).map(({ id }) => ({ id }))
    await expect(rig.apply(files, picks, AbortSignal.abort())).rejects.toThrow()
    expect(rig.book.list()).toEqual([])
  })
})

describe('files that are not taken', () => {
  const codeOf = async (files: Parameters<ImportRig['preview']>[0]): Promise<string> => {
    try {
      await rig.preview(files)
      return 'taken'
    } catch (error) {
      if (!(error instanceof ProvostError)) throw error
      expect(error.remedy.length).toBeGreaterThan(0)
      expect(JSON.stringify(error)).not.toContain('planted')
      return error.code
    }
  }

  it.each([
    ['one larger than 1 MiB', { '.env': `DB_PASSWORD=planted${'x'.repeat(1024 * 1024)}` }, 'connection.import-unreadable'],
    ['a binary one', { '.env': new Uint8Array([65, 0, 1, 2, 255]) }, 'connection.import-unrecognised'],
    ['one that is not UTF-8', { 'zulip.conf': new Uint8Array([0x5b, 0xe9, 0x5d]) }, 'connection.import-unrecognised'],
    ['one of no known kind', { 'notes.txt': 'planted thoughts\n' }, 'connection.import-unrecognised'],
    ['an empty one of no known name', { empty: '' }, 'connection.import-unrecognised'],
  ] as const)('%s is refused with a code and what to do', async (_words, files, code) => {
    expect(await codeOf(rig.write(files))).toBe(code)
  })

  it('a missing one, a folder and a device are refused without waiting', async () => {
    expect(await codeOf([{ path: join(rig.folder, 'missing') }])).toBe('connection.import-unreadable')
    expect(await codeOf([{ path: rig.folder }])).toBe('connection.import-unreadable')
    expect(await codeOf([{ path: '/dev/zero' }])).toBe('connection.import-unreadable')
    expect(await codeOf([{ path: 'nul\u0000byte' }])).toBe('connection.import-unreadable')
  })

  it('one of several refuses them all', async () => {
    const files = rig.write({ '.env': 'DATABASE_URL=postgres://u@h/d\n', 'notes.txt': 'x' })
    expect(await codeOf(files)).toBe('connection.import-unrecognised')
    expect(rig.book.list()).toEqual([])
  })

  it('one that may not be read is refused', async () => {
    const files = rig.write({ '.env': 'DATABASE_URL=postgres://u@h/d\n' })
    chmodSync(join(rig.folder, '.env'), 0o000)
    // Root may read everything: the test then goes on as nobody.
    const isRoot = process.geteuid?.() === 0
    if (isRoot) process.seteuid?.(65_534)
    const code = await codeOf(files).finally(() => {
      if (isRoot) process.seteuid?.(0)
    })
    expect(code).toBe('connection.import-unreadable')
  })

  it('a file is known by what stands in it where its name says nothing', async () => {
    const files = rig.write({
      'a.conf': productionConf,
      'b.conf': productionSecrets,
      'c.ini': '[alembic]\nsqlalchemy.url = mysql://u@c/c\n',
      'd.conf': '[svc]\nhost=d\nuser=u\ndbname=d\n',
      'e.txt': 'DATABASE_URL=postgres://u@e/e\n',
      'f.txt': 'f:5432:f:u:pw\n',
      'g.txt': '[client]\nuser=u\nhost=g\n',
      'wide.env': Buffer.from('\ufeffDATABASE_URL=postgres://u@w/w\r\n', 'utf16le'),
    })
    expect((await rig.preview(files)).map(({ format, state }) => `${format} ${state}`).toSorted()).toEqual(
      ['alembic', 'env', 'env', 'my_cnf', 'pg_service', 'pgpass', 'zulip'].map((format) => `${format} new`),
    )
  })
})
