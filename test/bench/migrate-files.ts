import { applyToFleet, openBenchConsole } from './migration-fleets.ts'

/** A process of its own: applies a few migrations over a fleet made before, and says its highest resident memory, in MB. */
const console = openBenchConsole(process.argv[2] ?? '')
for (let number = 1; number <= 3; number += 1) {
  console.addMigration(`alter table t_0${number} add column more varchar(40);`)
  await applyToFleet(console, 8)
}
process.stdout.write(`${process.resourceUsage().maxRSS / 1024}\n`)
await console.close()
