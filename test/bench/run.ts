import { benchConnections } from './connections.ts'
import { type Comparison, print } from './measure.ts'
import { benchMigrations } from './migrations.ts'
import { benchPaging } from './paging.ts'
import { benchScrolling } from './scrolling.ts'
import { benchStartUp } from './start-up.ts'

const benches: Readonly<Record<string, () => Promise<Comparison[]>>> = {
  connections: benchConnections,
  migrations: benchMigrations,
  paging: benchPaging,
  scrolling: benchScrolling,
  'start-up': benchStartUp,
}

/** `npm run bench [NAME…]`: every bench, or those named. The exit status says whether each bound held. */
const asked = process.argv.slice(2)
const unknown = asked.filter((name) => !(name in benches))
if (unknown.length > 0) {
  process.stderr.write(`No bench is named ${unknown.join(', ')}. There are: ${Object.keys(benches).join(', ')}.\n`)
  process.exit(2)
}
let failed = 0
for (const [name, bench] of Object.entries(benches)) {
  if (asked.length > 0 && !asked.includes(name)) continue
  process.stdout.write(`${name}\n`)
  for (const comparison of await bench()) {
    print(comparison)
    if (!comparison.holds) failed += 1
  }
}
process.exitCode = failed === 0 ? 0 : 1
