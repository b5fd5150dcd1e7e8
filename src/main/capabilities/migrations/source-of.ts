import { ProvostError } from '#contract/errors.ts'
import { blueprint } from '../../fleet/blueprints/index.ts'
import type { Selected, SelectedTarget } from './select-targets.ts'
import { blueprintSource } from './sources/own.ts'
import { readSource } from './sources/read-source.ts'
import type { MigrationSource } from './sources/source.ts'

/** Which source a target is judged by: the folder that was named, or its own blueprint; null where it has none. */
export type SourceOf = (target: Pick<SelectedTarget, 'tenant'>) => Promise<MigrationSource | null>

/**
 * @throws ProvostError `migration.source-missing`, `migration.source-unrecognised`, `migration.source-invalid`
 */
export const sourcesFor = async (directory: string | undefined): Promise<SourceOf> => {
  if (directory !== undefined) {
    const source = await readSource(directory)
    return async () => source
  }
  const read = new Map<string, Promise<MigrationSource>>()
  return async ({ tenant }) => {
    const id = tenant?.blueprint ?? null
    if (id === null) return null
    const known = read.get(id) ?? blueprintSource(blueprint(id))
    read.set(id, known)
    return known
  }
}

export const noSource = (target: string): ProvostError =>
  new ProvostError('migration.source-missing', `Nothing says which migrations ${target} should have.`, {
    remedy: ['Name the folder of migrations: --source DIR'],
  })

/** A source as it is; where something is wrong with it, that is told instead. @throws ProvostError `migration.source-invalid` */
export const soundSource = (source: MigrationSource): MigrationSource => {
  const [problem] = source.problems
  if (problem !== undefined) throw ProvostError.from(problem)
  return source
}

/**
 * The one source of all targets: a run gives every target the same.
 * @throws ProvostError `migration.source-missing`, `migration.source-invalid`
 */
export const oneSource = async ({ targets, absent }: Selected, sourceOf: SourceOf): Promise<MigrationSource> => {
  const sources = new Set<MigrationSource>()
  for (const target of targets.filter(({ skipped }) => skipped === null)) {
    const source = await sourceOf(target)
    if (source === null) throw noSource(target.target.target)
    sources.add(source)
  }
  const [source, other] = sources
  if (source === undefined) {
    // Nobody is worked on; what they would have been given is still told.
    const [first] = [...targets, ...absent]
    const theirs = first === undefined ? null : await sourceOf(first)
    if (theirs === null) throw noSource(targets[0]?.target.target ?? absent[0]?.tenant.domain ?? 'this selection')
    return theirs
  }
  if (other !== undefined) {
    throw new ProvostError('migration.source-missing', 'The targets have different blueprints, and a run gives every target the same.', {
      detail: [...sources].map(({ title }) => title).join(', '),
      remedy: ['Choose the tenants of one blueprint at a time.', 'Or name one folder for all: --source DIR'],
    })
  }
  return soundSource(source)
}
