import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { afterAll, expect, it } from 'vitest'
import { readSource } from './read-source.ts'

const folders: string[] = []
afterAll(() => {
  for (const folder of folders) rmSync(folder, { recursive: true, force: true })
})

/** A source with one good migration, and these files besides. */
const problemsOf = async (names: readonly string[], good = '0001_a.up.sql') => {
  const folder = mkdtempSync(join(tmpdir(), 'provost-names-'))
  folders.push(folder)
  for (const name of [good, ...names]) {
    mkdirSync(dirname(join(folder, name)), { recursive: true })
    writeFileSync(join(folder, name), 'select 1')
  }
  return (await readSource(folder)).problems
}

it.each([
  ['0002_add col.up.sql', '0002_add_col.up.sql'],
  ['0003_x.sql', '0003_x.up.sql'],
  ['004_x.up.sql', '0004_x.up.sql'],
  ['0005-x.up.sql', '0005_x.up.sql'],
  ['0006_é.up.sql', '0006_e.up.sql'],
  ['0007_x.UP.SQL', '0007_x.up.sql'],
  ['0009_add col.down.sql', '0009_add_col.down.sql'],
])('a file named %s is told, with the name %s', async (name, proper) => {
  expect(await problemsOf([name])).toEqual([
    expect.objectContaining({
      code: 'migration.source-invalid',
      title: expect.stringContaining(name),
      remedy: [`Rename it: ${proper}`, expect.stringContaining('subfolder')],
    }),
  ])
})

it.each([['seed.sql'], ['0008_数.up.sql']])('%s, of which no number and name can be told, is told', async (name) => {
  expect(await problemsOf([name])).toMatchObject([
    { title: expect.stringContaining(name), remedy: [expect.stringContaining('NNNN_name'), expect.anything()] },
  ])
})

it('a proper name that another file has is not proposed', async () => {
  expect(await problemsOf(['0001-a.up.sql'])).toMatchObject([{ remedy: [expect.stringContaining('next free number'), expect.anything()] }])
})

it('a way back without its migration is told', async () => {
  expect(await problemsOf(['0008_onlydown.down.sql'])).toMatchObject([
    {
      title: expect.stringContaining('0008_onlydown.down.sql'),
      remedy: [expect.stringContaining('0008_onlydown.up.sql'), expect.anything()],
    },
  ])
})

it('a file beside the folders per engine, and one badly named within, are told with their places', async () => {
  expect(await problemsOf(['0007_root.up.sql', 'postgres/0002 b.up.sql'], 'postgres/0001_a.up.sql')).toMatchObject([
    {
      title: expect.stringContaining('0007_root.up.sql'),
      remedy: ['Move it into the folder of its engine: postgres/0007_root.up.sql', expect.anything()],
    },
    { title: expect.stringContaining(join('postgres', '0002 b.up.sql')), remedy: ['Rename it: 0002_b.up.sql', expect.anything()] },
  ])
})

it('a second folder for the same engine is told', async () => {
  expect(await problemsOf(['postgresql/0002_b.up.sql'], 'postgres/0001_a.up.sql')).toMatchObject([
    { title: expect.stringContaining('postgresql') },
  ])
})

it('what is no SQL, what is hidden, and what lies in other subfolders is nobody’s concern', async () => {
  expect(await problemsOf(['README.md', '._0001_a.up.sql', 'seeds/people.sql', 'seeds/0002 x.up.sql', '0001_a.down.sql'])).toEqual([])
})
