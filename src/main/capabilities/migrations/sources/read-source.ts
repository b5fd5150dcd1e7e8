import { stat } from 'node:fs/promises'
import { resolve } from 'node:path'
import { ProvostError } from '#contract/errors.ts'
import { looksLikeAlembic, readAlembicSource } from '../alembic/index.ts'
import { looksLikePrisma, readPrismaSource } from '../prisma/index.ts'
import { looksLikeOwn, readOwnSource } from './own.ts'
import type { MigrationSource } from './source.ts'

const kinds = [
  // A Prisma or Alembic project may hold anything besides, so its own marks are looked for first.
  { looksLike: looksLikePrisma, read: readPrismaSource },
  { looksLike: looksLikeAlembic, read: readAlembicSource },
  { looksLike: looksLikeOwn, read: readOwnSource },
] as const

const unreadable = (directory: string, error: unknown): ProvostError =>
  new ProvostError('migration.source-missing', `The folder ${directory} cannot be read.`, {
    detail: error instanceof Error ? error.message : '',
    remedy: ['Check the path: it is one of the computer that runs Provost.'],
    cause: error,
  })

/**
 * What lies in a folder, recognised by looking.
 * @throws ProvostError `migration.source-missing`, `migration.source-unrecognised`, `migration.source-invalid`
 */
export const readSource = async (given: string): Promise<MigrationSource> => {
  const directory = resolve(given)
  try {
    if (!(await stat(directory)).isDirectory()) throw new Error('It is not a folder.')
    for (const { looksLike, read } of kinds) if (await looksLike(directory)) return await read(directory)
  } catch (error) {
    throw error instanceof ProvostError ? error : unreadable(directory, error)
  }
  throw new ProvostError('migration.source-unrecognised', `No migrations of a known kind lie in ${directory}.`, {
    detail: 'Looked for: NNNN_name.up.sql, itself or in a folder per engine; a Prisma project; an Alembic project.',
    remedy: [
      'Name the folder that holds them: the one with migration_lock.toml, with alembic.ini, or with the .up.sql files.',
      'Begin a new one: provost migrate new NAME --source DIR',
    ],
  })
}
