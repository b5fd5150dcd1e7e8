import type { MigrationSourceView } from '#contract/migrations.ts'

/** The versions of a source in their order, each once though several engines have it. Provost's own go by their numbers, whichever engine has them. */
export const versionsOf = (views: readonly MigrationSourceView[]): string[] => {
  const found = [...new Set(views.flatMap(({ migrations }) => migrations.map(({ version }) => version)))]
  return views.every(({ tool }) => tool === 'provost')
    ? found.sort((one, other) => one.localeCompare(other, 'en', { numeric: true }))
    : found
}

/** Why no version can be named; null where they are known. */
export function noVersionWhyNot({
  views,
  error,
  loading,
}: {
  readonly views: readonly MigrationSourceView[]
  readonly error: Error | null
  readonly loading: boolean
}): string | null {
  if (versionsOf(views).length > 0) return null
  if (loading) return 'The versions of the source are being read.'
  return error === null ? 'The source has no version.' : 'The versions of the source could not be read.'
}

/** What a version is called. */
export const namesOf = (views: readonly MigrationSourceView[]): ReadonlyMap<string, string> =>
  new Map(views.flatMap(({ migrations }) => migrations.map(({ version, name }) => [version, name] as const)))
