import type { MigrationSourceView } from '#contract/migrations.ts'

/** Why no migration can be made in the chosen source; null where one can. */
export function newMigrationWhyNot(source: string | undefined, views: readonly MigrationSourceView[]): string | null {
  if (source === undefined) return 'Blueprints ship with Provost. Choose a folder of migrations as the source.'
  const [view] = views
  if (view === undefined) return 'The source is not read yet.'
  if (view.tool === 'prisma') return 'Prisma makes its own: prisma migrate dev --create-only.'
  if (view.tool === 'alembic') return 'Alembic makes its own: alembic revision -m MESSAGE.'
  return null
}

/** The paths of files below a folder, as the machine that has the folder writes them. */
export function filePaths(directory: string, files: readonly string[]): string[] {
  const separator = directory.includes('\\') && !directory.includes('/') ? '\\' : '/'
  const folder = directory.replace(/[\\/]+$/, '')
  return files.map((file) => `${folder}${separator}${file}`)
}
