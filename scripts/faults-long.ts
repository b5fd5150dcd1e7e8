import { spawnSync } from 'node:child_process'

/** The long form of the random faults: the tests of the suite, with more rounds (100, or as many as asked for). */
const [asked = '100'] = process.argv.slice(2)
const rounds = Number(asked)
if (!Number.isInteger(rounds) || rounds < 1) {
  process.stderr.write(`${asked} is no number of rounds.\n`)
  process.exit(2)
}
const { status } = spawnSync(
  'vitest',
  [
    'run',
    '--project',
    'faults',
    ...['migrations-killed', 'migration-rollback-kill', 'migration-prisma-kill'].map((name) => `test/faults/${name}.test.ts`),
  ],
  {
    stdio: 'inherit',
    shell: process.platform === 'win32',
    env: { ...process.env, PROVOST_FAULT_ROUNDS: String(rounds) },
  },
)
process.exitCode = status ?? 1
