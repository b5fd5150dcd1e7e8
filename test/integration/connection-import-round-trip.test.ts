import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import type { ConnectionDraft } from '#contract/connections.ts'
import { connectionDraft } from '#contract/connections.ts'
import { ProvostError } from '#contract/errors.ts'
import { buildRecord } from '../../src/main/capabilities/connections/index.ts'
import { type ImportRig, openImportRig } from './connection-import-kit.ts'

let rig: ImportRig
beforeEach(() => {
  rig = openImportRig()
})
afterEach(() => rig.close())

const add = async (draft: Omit<ConnectionDraft, 'name'>): Promise<Record<string, unknown>> => {
  const { record } = buildRecord(connectionDraft.parse({ name: 'campus', ...draft }), new Date('2026-11-20T12:00:00.000Z'))
  await rig.vault.set(record.vaultKey, 'planted-password')
  rig.book.add({ ...record, connection: { ...record.connection, passwordIn: 'memory' } })
  const { createdAt: _, name: __, passwordIn: ___, ...rest } = record.connection
  return rest
}

/** Exports the connection, forgets it, and imports what was written. */
const roundTrip = async (format: 'zulip' | 'env' | 'pg_service'): Promise<Record<string, unknown>> => {
  const { files } = rig.export('campus', format)
  expect(JSON.stringify(files)).not.toContain('planted')
  rig.book.remove(rig.book.get('campus').connection.name)
  const results = await rig.importAll(rig.write(Object.fromEntries(files.map((file) => [file.name.replace(/^.*\//, ''), file.text]))))
  expect(results).toMatchObject([{ outcome: 'added' }])
  const { createdAt: _, name: __, passwordIn, ...rest } = rig.book.get(results[0]?.connection ?? '').connection
  expect(passwordIn).toBeNull()
  return rest
}

const tls = { mode: 'verify-ca', ca: "/etc/ssl/it's ca.pem", cert: '/etc/ssl/c.crt', key: '/etc/ssl/c.key' } as const

describe('an exported connection', () => {
  it('says which tunnel it went through, and how to open that by hand', async () => {
    await add({ url: 'postgres://u@db.internal:5432/d', ssh: 'me@bastion.example:2222' })
    for (const format of ['zulip', 'env', 'pg_service'] as const) {
      const { files, notes } = rig.export('campus', format)
      expect(JSON.stringify(files)).not.toContain('bastion')
      expect(notes.join()).toContain('ssh -N -L 5432:db.internal:5432 -p 2222 me@bastion.example')
    }
  })

  it.each([
    { url: 'postgres://lms_readonly@lms-db.internal:5432/lms_production', external: true, environment: 'production' },
    { url: 'postgres://lms_readonly@localhost/lms_dev', external: true },
    { url: 'postgres://u@127.0.0.1:5433/d', external: true, tls: { mode: 'require' } },
    { url: 'postgres://u@h/d', external: true, tls: { mode: 'disable' } },
    { url: 'postgres://u@h/d', external: true, tls, pool: { connectTimeoutMs: 9000 } },
  ] as const)('comes back from Zulip’s files as it was: $url', async (draft) => {
    expect(await add(draft)).toEqual(await roundTrip('zulip'))
  })

  it.each([
    { url: 'postgres://u%40corp@[::1]:5433/odd%20%24name%27%22%5C', environment: 'staging' },
    { url: 'postgres://u@h/d', environment: 'production', tls, pool: { connectTimeoutMs: 9000 } },
    { url: 'mysql://root@localhost:3306/learn_with_roko' },
    { url: 'mysql://root@db:3307/', tls: { mode: 'verify-full', ca: '/ca.pem', cert: '/c.crt', key: '/c.key' } },
    { url: 'mysql://root@db/x', tls: { mode: 'disable' } },
    { url: 'sqlite:////var/lib/a%20b%23/$%7BHOME%7D%20%25.db' },
  ] as const)('comes back from a .env file as it was: $url', async (draft) => {
    expect(await add(draft)).toEqual(await roundTrip('env'))
  })

  it.each([
    { url: 'postgres://u@h:5433/d', tls: { mode: 'verify-full' } },
    { url: 'postgres://u@h/a%20b', tls },
  ] as const)('comes back from pg_service.conf as it was: $url', async (draft) => {
    expect(await add(draft)).toEqual(await roundTrip('pg_service'))
  })

  it('can be pasted into a Zulip server as it stands', async () => {
    await add({
      url: 'postgres://lms_readonly@lms-db.example.com:5432/lms_production',
      environment: 'production',
      tls: { mode: 'verify-full' },
    })
    expect(rig.export('campus', 'zulip').files).toEqual([
      {
        name: '/etc/zulip/zulip.conf',
        text: '[lms_database]\ndatabase_name = lms_production\ndatabase_user = lms_readonly\nhost = lms-db.example.com\nport = 5432\n',
      },
      {
        name: '/etc/zulip/zulip-secrets.conf',
        text: '[secrets]\n# The password of the database user goes behind the equals sign.\nlms_database_password =\n',
      },
      { name: '/etc/zulip/settings.py', text: "DATABASES['lms_db']['OPTIONS']['sslmode'] = 'verify-full'\n" },
    ])
  })

  it('comes back from all of Zulip’s files printed one after another, with the password filled in', async () => {
    await add({ url: 'postgres://r@h/lms', environment: 'production', external: true, tls })
    const { files } = rig.export('campus', 'zulip')
    const text = files
      .map((file) => `# ${file.name}\n${file.text}`)
      .join('\n')
      .replace('_password =', '_password = planted-again')
    rig.book.remove(rig.book.get('campus').connection.name)
    await rig.importAll(rig.write({ 'pasted.conf': text }))
    expect(await rig.kept('lms')).toMatchObject({ host: 'h', user: 'r', tls, password: 'planted-again' })
  })

  it.each(['zulip', 'pg_service'] as const)('is refused as %s where it is no PostgreSQL', async (format) => {
    await add({ url: '/var/lib/a.db' })
    expect(() => rig.export('campus', format)).toThrow(ProvostError)
    expect(() => rig.export('campus', format)).toThrow(expect.objectContaining({ code: 'connection.option-unsupported' }))
    expect(() => rig.export('nobody', 'env')).toThrow(expect.objectContaining({ code: 'connection.unknown' }))
  })
})
