import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { matchesChecksum, prismaChecksum } from './checksum.ts'
import { findPrismaProject, looksLikePrisma } from './project.ts'
import { readPrismaSource } from './source.ts'

let folder: string
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'provost-prisma-test-'))
})
afterEach(() => {
  rmSync(folder, { recursive: true, force: true })
})

const write = (files: Readonly<Record<string, string>>): void => {
  for (const [name, text] of Object.entries(files)) {
    mkdirSync(dirname(join(folder, name)), { recursive: true })
    writeFileSync(join(folder, name), text)
  }
}
const script = 'migrations/20240101000000_a/migration.sql'

describe('a Prisma project', () => {
  it.each([
    ['beside prisma/schema.prisma', { [`prisma/${script}`]: '' }, 'prisma/migrations'],
    ['in a folder of schemas', { [`prisma/schema/${script}`]: '' }, 'prisma/schema/migrations'],
    ['beside a schema in the folder itself', { 'schema.prisma': '', [script]: '' }, 'migrations'],
    [
      'where prisma.config.ts says',
      { 'prisma.config.ts': "export default defineConfig({ migrations: { path: 'db/migrations', seed: 'x' } })", [`db/${script}`]: '' },
      'db/migrations',
    ],
    [
      'beside the schema that prisma.config.ts names',
      {
        'prisma.config.ts': "// migrations: { path: 'no' }\nexport default { schema: `db/main.prisma` }",
        'db/main.prisma': '',
        [`db/${script}`]: '',
      },
      'db/migrations',
    ],
    [
      'beside the schema that package.json names',
      { 'package.json': '{"prisma":{"schema":"server/db/schema.prisma"}}', [`server/db/${script}`]: '' },
      'server/db/migrations',
    ],
    ['in the folder itself', { 'migration_lock.toml': 'provider = "sqlite"\n' }, '.'],
    ['in the folder itself, without a lock file', { '20240101000000_a/migration.sql': '' }, '.'],
  ])('has its migrations %s', async (_, files, place) => {
    write(files)
    expect((await findPrismaProject(folder))?.migrations).toBe(join(folder, place))
    expect(await looksLikePrisma(folder)).toBe(true)
  })

  it('is not seen where there is none', async () => {
    write({ 'package.json': '{ not json', '0001_first.up.sql': '', 'migrations/readme.md': '' })
    expect(await looksLikePrisma(folder)).toBe(false)
    await expect(readPrismaSource(folder)).rejects.toMatchObject({ code: 'migration.source-missing' })
  })

  it('has its folders in the order of their names, and tells one without a script', async () => {
    write({
      'prisma/migrations/migration_lock.toml': '# x\nprovider = "postgresql"\n',
      'prisma/migrations/20240202000000_b/migration.sql': 'select 2',
      [`prisma/${script}`]: 'select 1',
      'prisma/migrations/20240303000000_c/readme.md': '',
    })
    const source = await readPrismaSource(folder)
    expect(source.migrations('postgres').map(({ version, sql }) => [version, sql])).toEqual([
      ['20240101000000_a', 'select 1'],
      ['20240202000000_b', 'select 2'],
    ])
    expect(source.migrations('mysql')).toEqual([])
    expect(source.problems).toMatchObject([{ code: 'migration.file-missing', detail: expect.stringContaining('P3015') }])
  })

  it.each(['sqlserver', 'mongodb', ''])('is told to be for another kind of database: %j', async (provider) => {
    write({ 'migration_lock.toml': `provider = "${provider}"\n` })
    const source = await readPrismaSource(folder)
    expect(source.engines).toEqual([])
    expect(source.problems).toMatchObject([{ code: 'migration.engine-mismatch' }])
  })
})

describe('a checksum', () => {
  it('matches whatever the line ends, and in the old form', () => {
    const unix = 'ab\ncd\n'
    const windows = 'ab\r\ncd\r\n'
    for (const one of [unix, windows]) for (const other of [unix, windows]) expect(matchesChecksum(one, prismaChecksum(other))).toBe(true)
    expect(matchesChecksum('abc', prismaChecksum('abcd'))).toBe(false)
    expect(matchesChecksum('abc\n', prismaChecksum('abc'))).toBe(false)
    expect(prismaChecksum('hello')).toBe('2cf24dba5fb0a30e26e83b2ac5b9e29e1b161e5c1fa7425e73043362938b9824')
    // The same, each byte without its leading zero.
    expect(matchesChecksum('hello', '2cf24dba5fb0a3e26e83b2ac5b9e29e1b161e5c1fa7425e7343362938b9824')).toBe(true)
    expect(matchesChecksum('hello', '')).toBe(false)
  })
})
