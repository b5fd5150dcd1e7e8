import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import pg from 'pg'
import { type Comparison, sideBySide } from './measure.ts'
import {
  adoptServer,
  applyToFleet,
  type BenchConsole,
  openBenchConsole,
  otherLedgerRow,
  runProgram,
  type ServerFleet,
  startPostgresFleet,
  statusOfFleet,
} from './migration-fleets.ts'

const tenants = Number(process.env['PROVOST_BENCH_TENANTS'] ?? 200)
const concurrency = 8
const rounds = 5

let columns = 0
/** A change that every tenant gets once: a column without a default, which no table of any size minds. */
const nextChange = (): { readonly version: string; readonly sql: string } => {
  columns += 1
  return {
    version: `v${columns}`,
    sql: `alter table t_${String(1 + (columns % 60)).padStart(2, '0')} add column extra_${columns} varchar(40)`,
  }
}

const login = ({ server }: ServerFleet): NodeJS.ProcessEnv => ({
  ...process.env,
  PGHOST: server.host,
  PGPORT: String(server.port),
  PGUSER: server.user,
  PGPASSWORD: server.password,
})

/** One after another, as people do it: a program for each database. */
const shellLoop = async (fleet: ServerFleet, command: string): Promise<void> => {
  await runProgram('sh', ['-ec', `for database in ${fleet.databases.join(' ')}; do ${command}; done`], {
    env: login(fleet),
    maxBuffer: 1 << 26,
  })
}

const psqlChange = async (fleet: ServerFleet, folder: string, psql: string): Promise<void> => {
  const { version, sql } = nextChange()
  const file = join(folder, `${version}.sql`)
  writeFileSync(file, `${sql};\n${otherLedgerRow(version)};\n`)
  await shellLoop(fleet, `${psql} -X -q -1 -v ON_ERROR_STOP=1 -d "$database" -f ${file}`)
}

const psqlStatus = (fleet: ServerFleet, psql: string): Promise<void> =>
  shellLoop(fleet, `${psql} -X -A -t -d "$database" -c "select version, sha256, finished_at from other_ledger order by version"`)

/** Plain node-postgres, as many at once as Provost; `whole` with everything Provost asks of a database, else the least that can be done. */
const bareLoop = async ({ server, databases }: ServerFleet, whole: boolean): Promise<void> => {
  const { version, sql } = nextChange()
  const queue = [...databases]
  const lane = async (): Promise<void> => {
    for (let database = queue.shift(); database !== undefined; database = queue.shift()) {
      const client = new pg.Client({ host: server.host, port: server.port, user: server.user, password: server.password, database })
      await client.connect()
      if (whole) {
        await client.query('select pg_try_advisory_lock(5786921347021)')
        await client.query('select version, name, sha256, finished_at from other_ledger order by version')
      }
      await client.query(whole ? 'begin; set local lock_timeout = 1000; set local statement_timeout = 60000' : 'begin')
      await client.query(sql)
      await client.query(otherLedgerRow(version))
      await client.query('commit')
      await client.end()
    }
  }
  await Promise.all(Array.from({ length: concurrency }, lane))
}

const ours = (console: BenchConsole) => async (): Promise<void> => {
  console.addMigration(`${nextChange().sql};`)
  await applyToFleet(console, concurrency)
}

/** Tenants a second of both, from the time a whole fleet takes. */
const rates = (
  name: string,
  times: { readonly ours: number; readonly theirs: number },
  atLeast: number | null,
  of = tenants,
): Comparison => {
  const [ourRate, theirRate] = [(tenants * 1000) / times.ours, (of * 1000) / times.theirs]
  const ratio = ourRate / theirRate
  return {
    name,
    ours: ourRate,
    theirs: theirRate,
    unit: 'tenants/s',
    bound: atLeast === null ? 'no bound' : `at least ${atLeast}×`,
    holds: atLeast === null || ratio >= atLeast,
  }
}

export const benchMigrations = async (): Promise<Comparison[]> => {
  const fleet = await startPostgresFleet(tenants)
  const console = openBenchConsole()
  const real = '/usr/lib/postgresql/15/bin/psql'
  try {
    await adoptServer(console, fleet)
    await ours(console)()
    const bare = await sideBySide(rounds, ours(console), () => bareLoop(fleet, true), 0)
    const least = await sideBySide(rounds, ours(console), () => bareLoop(fleet, false), 0)
    const wrapped = await sideBySide(2, ours(console), () => psqlChange(fleet, console.directory, 'psql'), 0)
    const binary = await sideBySide(3, ours(console), () => psqlChange(fleet, console.directory, real), 0)
    const status = await sideBySide(
      3,
      () => statusOfFleet(console),
      () => psqlStatus(fleet, 'psql'),
      0,
    )
    const statusReal = await sideBySide(
      3,
      () => statusOfFleet(console),
      () => psqlStatus(fleet, real),
      0,
    )
    return [
      rates('one change with its ledger over PostgreSQL tenants, beside a loop of psql', wrapped, 4),
      rates('the same, beside a loop of psql’s real binary', binary, 2),
      rates('the same, beside plain node-postgres doing the same SQL', bare, 0.85),
      rates('the same, beside plain node-postgres doing the least that can be done', least, null),
      rates('status of the fleet, beside a loop of psql', status, 3),
      rates('status of the fleet, beside a loop of psql’s real binary', statusReal, null),
    ]
  } finally {
    await console.close()
    await fleet.server.stop()
  }
}
