import { readdir, rm, writeFile } from 'node:fs/promises'
import { basename, join, relative, resolve } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import { ProvostError } from '#contract/errors.ts'
import { makeFolder } from '../../foundation/state/index.ts'
import { ownFolders } from './sources/own.ts'
import { readSource } from './sources/read-source.ts'

/** The files made, as paths below the source's folder. */
export interface NewMigration {
  readonly version: string
  readonly files: readonly string[]
}

const numbered = /^(\d{4,})_.*\.sql$/
const attempts = 20

/** `Add refunds’ note` becomes `add_refunds_note`. */
const fileName = (name: string): string => {
  const plain = name
    .normalize('NFKD')
    .replaceAll(/\p{M}/gu, '')
    .toLowerCase()
    .replaceAll(/[^a-z0-9]+/g, '_')
    .replaceAll(/^_+|_+$/g, '')
  if (plain !== '' && plain.length <= 100) return plain
  throw new ProvostError('migration.name-invalid', 'A migration’s name is of letters and digits, 100 at most.', {
    detail: name.slice(0, 200),
    remedy: ['Say in a few words what it does: add_refund_notes.'],
  })
}

const numbersIn = async (folders: readonly string[]): Promise<readonly string[]> => {
  const names = (await Promise.all(folders.map((folder) => readdir(folder)))).flat()
  return names.flatMap((name) => numbered.exec(name)?.[1] ?? [])
}

/** One beyond the highest, as wide as those there are. */
const nextNumber = (numbers: readonly string[]): string => {
  const highest = numbers.reduce((most, number) => (BigInt(number) > most ? BigInt(number) : most), 0n)
  const width = Math.max(4, ...numbers.map((number) => number.length))
  return String(highest + 1n).padStart(width, '0')
}

const templates = (name: string) => [
  { ending: 'up.sql', text: `-- ${name}: what changes.\n` },
  { ending: 'down.sql', text: `-- ${name}: the way back.\n` },
]

const isCode = (error: unknown, code: string): boolean => error instanceof Error && 'code' in error && error.code === code

/** Makes all files of a number, or none; false where somebody else has the number, perhaps since a moment ago. */
const takeNumber = async (folders: readonly string[], version: string, name: string): Promise<readonly string[] | false> => {
  const made: string[] = []
  const giveBack = async (): Promise<void> => {
    for (const path of made) await rm(path, { force: true })
  }
  try {
    for (const folder of folders) {
      for (const { ending, text } of templates(name)) {
        const path = join(folder, `${version}_${name}.${ending}`)
        await writeFile(path, text, { flag: 'wx' })
        made.push(path)
      }
    }
    // Of two that made files of one number under different names, whoever looks last sees the other and withdraws.
    const names = (await Promise.all(folders.map((folder) => readdir(folder)))).flat()
    const own = new Set(made.map((path) => basename(path)))
    if (!names.some((each) => numbered.exec(each)?.[1] === version && !own.has(each))) return made
  } catch (error) {
    await giveBack()
    if (isCode(error, 'EEXIST')) return false
    throw error
  }
  await giveBack()
  return false
}

const foreignTool = (tool: string): ProvostError =>
  new ProvostError(
    'migration.source-invalid',
    `The folder is a project of ${tool === 'prisma' ? 'Prisma' : 'Alembic'}, which makes its own migrations.`,
    {
      remedy: [tool === 'prisma' ? 'Make it by: prisma migrate dev --create-only' : 'Make it by: alembic revision -m MESSAGE'],
    },
  )

const ownDirectory = async (directory: string): Promise<readonly string[]> => {
  makeFolder(directory)
  try {
    const { tool } = await readSource(directory)
    if (tool !== 'provost') throw foreignTool(tool)
  } catch (error) {
    // A folder without any migration yet is where one begins.
    if (!(error instanceof ProvostError) || error.code !== 'migration.source-unrecognised') throw error
  }
  return [...new Set((await ownFolders(directory)).values())]
}

/**
 * Makes the next number's files, up and down, in each engine's folder of a source, or in the folder itself where it has none.
 * Nothing is ever overwritten, and two that do it at once get different numbers.
 * @throws ProvostError `migration.name-invalid`, `migration.source-invalid`, `migration.source-missing`, `migration.file-exists`
 */
export const newMigration = async (given: string, name: string): Promise<NewMigration> => {
  const directory = resolve(given)
  const plain = fileName(name)
  try {
    const folders = await ownDirectory(directory)
    for (let attempt = 0; attempt < attempts; attempt++) {
      const version = nextNumber(await numbersIn(folders))
      const made = await takeNumber(folders, version, plain)
      if (made !== false) return { version, files: made.map((path) => relative(directory, path)) }
      await pause(Math.random() * 20 * (attempt + 1))
    }
  } catch (error) {
    if (error instanceof ProvostError) throw error
    throw new ProvostError('migration.source-missing', `No files can be made in ${directory}.`, {
      detail: error instanceof Error ? error.message : '',
      remedy: ['Check the path and the rights: it is a folder of the computer that runs Provost.'],
      cause: error,
    })
  }
  throw new ProvostError('migration.file-exists', 'Others make migrations in that folder without pause, so that no number was free.', {
    remedy: ['Try again.'],
    retryable: true,
  })
}
