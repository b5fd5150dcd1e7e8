import { mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { newMigration } from './new-migration.ts'
import { readSource } from './sources/read-source.ts'

describe('a new migration', () => {
  let directory: string
  beforeEach(async () => {
    directory = await mkdtemp(join(tmpdir(), 'provost-new-'))
  })
  afterEach(() => rm(directory, { recursive: true }))
  const files = async (): Promise<string[]> =>
    (await readdir(directory, { recursive: true })).filter((name) => name.endsWith('.sql')).sort()

  it('begins a source in a folder that was not there', async () => {
    const folder = join(directory, 'a', 'b')
    expect(await newMigration(folder, 'Add refunds’ note')).toEqual({
      version: '0001',
      files: ['0001_add_refunds_note.up.sql', '0001_add_refunds_note.down.sql'],
    })
    const source = await readSource(folder)
    expect(source.migrations('mysql')).toMatchObject([{ version: '0001', name: 'add_refunds_note', downSql: expect.any(String) }])
    expect(source.problems).toEqual([])
  })

  it('takes the next number, as wide as the others, in every engine’s folder', async () => {
    for (const folder of ['postgres', 'mariadb']) await mkdir(join(directory, folder))
    await writeFile(join(directory, 'postgres', '00009_a.up.sql'), 'select 1')
    await writeFile(join(directory, 'mariadb', '00010_b.down.sql'), 'select 1')
    expect(await newMigration(directory, 'Café')).toEqual({
      version: '00011',
      files: ['postgres', 'mariadb'].flatMap((folder) => [`${folder}/00011_cafe.up.sql`, `${folder}/00011_cafe.down.sql`]),
    })
  })

  it('overwrites nothing', async () => {
    await writeFile(join(directory, '0001_a.up.sql'), 'select 1')
    expect((await newMigration(directory, 'a')).version).toBe('0002')
    expect(await readFile(join(directory, '0001_a.up.sql'), 'utf8')).toBe('select 1')
  })

  it('gives many that begin at once different numbers, and leaves no file behind', async () => {
    const made = await Promise.all(
      Array.from({ length: 8 }, (_, index) => newMigration(directory, index % 2 === 0 ? 'same' : `other ${index}`)),
    )
    expect(new Set(made.map(({ version }) => version)).size).toBe(8)
    expect(await files()).toEqual(made.flatMap((each) => each.files).sort())
  })

  it.each(['', '  ', '///', '漢字', 'x'.repeat(101)])('refuses the name %j', async (name) => {
    await expect(newMigration(directory, name)).rejects.toMatchObject({ code: 'migration.name-invalid' })
    expect(await files()).toEqual([])
  })

  it('writes nothing outside the folder whatever the name says', async () => {
    expect((await newMigration(directory, '../../etc/passwd')).files).toEqual(['0001_etc_passwd.up.sql', '0001_etc_passwd.down.sql'])
  })

  it('leaves another tool’s project to that tool', async () => {
    await writeFile(join(directory, 'alembic.ini'), '[alembic]\nscript_location = alembic\n')
    await mkdir(join(directory, 'alembic', 'versions'), { recursive: true })
    await writeFile(join(directory, 'alembic', 'env.py'), '')
    await expect(newMigration(directory, 'a')).rejects.toMatchObject({
      code: 'migration.source-invalid',
      remedy: [expect.stringContaining('alembic revision')],
    })
    expect(await files()).toEqual([])
  })

  it('says so where no folder can be made', async () => {
    await writeFile(join(directory, 'file'), '')
    await expect(newMigration(join(directory, 'file', 'below'), 'a')).rejects.toMatchObject({ code: 'migration.source-missing' })
  })
})
