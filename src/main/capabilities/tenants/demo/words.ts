import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { resourcesDirectory } from '../../../fleet/blueprints/index.ts'

export interface ProgramWords {
  readonly name: string
  readonly description: string
  readonly weeks: number
  readonly credits: number
  readonly tuitionCents: number
  readonly credential: string
  readonly modules: readonly string[]
}

export interface FirstCampus {
  readonly name: string
  readonly domain: string
  readonly region: string
  readonly students: number
  readonly foundedYearsAgo: number
  readonly groups: readonly string[]
  readonly schemaVersion: string
}

/** What the demo's people, schools and remarks are put together from. All of it is invented. */
export interface DemoWords {
  readonly names: { readonly given: readonly string[]; readonly family: readonly string[] }
  readonly campuses: {
    readonly first: readonly FirstCampus[]
    readonly places: readonly string[]
    readonly kinds: readonly string[]
    readonly regions: readonly string[]
    readonly sites: readonly string[]
  }
  readonly programs: readonly ProgramWords[]
  readonly remarks: { readonly reasons: readonly string[]; readonly notes: readonly string[]; readonly attendance: readonly string[] }
}

export const readDemoWords = (): DemoWords => {
  const read = <Part extends keyof DemoWords>(part: Part): DemoWords[Part] =>
    // Ships with Provost.
    JSON.parse(readFileSync(join(resourcesDirectory(), 'demo', `${part}.json`), 'utf8')) as DemoWords[Part]
  return { names: read('names'), campuses: read('campuses'), programs: read('programs'), remarks: read('remarks') }
}
