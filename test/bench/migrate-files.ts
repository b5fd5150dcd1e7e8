import { adoptFiles, applyToFleet, makeSqliteFleet, openBenchConsole } from './migration-fleets.ts'

/** A process of its own: applies a few migrations over so many SQLite tenants and says its highest resident memory, in MB. */
const console = openBenchConsole()
try {
  await adoptFiles(console, makeSqliteFleet(console.directory, Number(process.argv[2] ?? 100)))
  for (let number = 1; number <= 3; number += 1) {
    console.addMigration(`alter table t_0${number} add column more varchar(40);`)
    await applyToFleet(console, 8)
  }
  process.stdout.write(`${process.resourceUsage().maxRSS / 1024}\n`)
} finally {
  await console.close()
}
