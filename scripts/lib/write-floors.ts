import { readdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { floorsConfiguration, type Rooms } from './floors.ts'
import { root } from './root.ts'

const foldersOf = (floor: string): string[] =>
  readdirSync(join(root, 'src/main', floor), { withFileTypes: true })
    .filter((entry) => entry.isDirectory())
    .map((entry) => entry.name)
    .toSorted()

/** The rooms there are now. */
export const presentRooms = (): Rooms => ({
  foundation: foldersOf('foundation'),
  engines: foldersOf('engines'),
  fleet: foldersOf('fleet'),
  capabilities: foldersOf('capabilities'),
})

/** What biome.floors.json should hold now: a line per floor. */
export const floorsText = (): string => {
  const { linter, overrides } = floorsConfiguration(presentRooms())
  const lines = overrides.map((override) => JSON.stringify(override)).join(',\n')
  return `{"linter":${JSON.stringify(linter)},\n"overrides":[\n${lines}\n]}\n`
}

if (process.argv[1] === fileURLToPath(import.meta.url)) writeFileSync(join(root, 'biome.floors.json'), floorsText())
