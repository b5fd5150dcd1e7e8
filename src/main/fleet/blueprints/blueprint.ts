import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { type EngineKind, engineKinds } from '#contract/connections.ts'
import { ProvostError } from '#contract/errors.ts'
import { migrationSha256 } from './migration-file.ts'
import { resourcesDirectory } from './resources-directory.ts'

/** One step of a blueprint for one engine. `version` is its number as written, `0003`. */
export interface BlueprintVersion {
  readonly version: string
  readonly name: string
  readonly up: URL
  readonly down: URL
  /** Of the `up` file, line ends aside. */
  readonly sha256: string
}

/** What an LMS's schema should be, as numbered migrations per engine. */
export interface Blueprint {
  readonly id: string
  readonly title: string
  /** Where the schema is documented, in words. */
  readonly source: string
  readonly engines: readonly EngineKind[]
  /** In the order they are applied; none for an engine the blueprint has no form for. */
  versions(engine: EngineKind): readonly BlueprintVersion[]
}

const fileName = /^(\d{4})_([a-z0-9_]+)\.up\.sql$/

const readVersions = (directory: string): BlueprintVersion[] =>
  readdirSync(directory)
    .sort()
    .flatMap((file) => {
      const [, version, name] = fileName.exec(file) ?? []
      if (version === undefined || name === undefined) return []
      const up = join(directory, file)
      const down = join(directory, `${version}_${name}.down.sql`)
      return [{ version, name, up: pathToFileURL(up), down: pathToFileURL(down), sha256: migrationSha256(readFileSync(up, 'utf8')) }]
    })

const readBlueprint = (directory: string): Blueprint => {
  // Ships with Provost; a test reads every one.
  const about = JSON.parse(readFileSync(join(directory, 'blueprint.json'), 'utf8')) as Pick<Blueprint, 'id' | 'title' | 'source'>
  const present = readdirSync(directory)
  const engines = engineKinds.filter((engine) => present.includes(engine))
  const read = new Map<EngineKind, readonly BlueprintVersion[]>()
  return {
    ...about,
    engines,
    versions(engine) {
      if (!engines.includes(engine)) return []
      const versions = read.get(engine) ?? readVersions(join(directory, engine))
      read.set(engine, versions)
      return versions
    },
  }
}

let all: readonly Blueprint[] | null = null

/** Every blueprint that ships with Provost. */
export const blueprints = (): readonly Blueprint[] => {
  const directory = join(resourcesDirectory(), 'blueprints')
  all ??= readdirSync(directory, { withFileTypes: true })
    .filter((entry) => entry.isDirectory())
    .map((entry) => readBlueprint(join(directory, entry.name)))
  return all
}

/** @throws ProvostError `blueprint.unknown` */
export const blueprint = (id: string): Blueprint => {
  const found = blueprints().find((candidate) => candidate.id === id)
  if (found !== undefined) return found
  throw new ProvostError('blueprint.unknown', `No blueprint is named ${id}.`, {
    detail: `There are: ${blueprints()
      .map((candidate) => candidate.id)
      .join(', ')}`,
    remedy: ['Name one of them, or leave the blueprint out.'],
  })
}
