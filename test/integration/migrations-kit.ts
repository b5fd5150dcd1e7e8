import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { createRouterClient } from '@orpc/server'
import { afterAll } from 'vitest'
import { connectionName } from '../../src/contract/ids.ts'
import type { Run, RunTarget, TargetSelection, TargetStatus } from '../../src/contract/migrations.ts'
import { type Console, openConsole } from '../../src/main/console.ts'
import { startNodeChild } from '../../src/main/foundation/processes/index.ts'
import { freshName } from '../servers/index.ts'
import type { TestDatabase, TestEngine } from './engines-kit.ts'

const consoles: Console[] = []
const folders: string[] = []
afterAll(async () => {
  for (const each of consoles.splice(0)) await each.close()
  for (const folder of folders.splice(0)) rmSync(folder, { recursive: true, force: true })
})

export const newFolder = (what = 'migrations'): string => {
  const folder = mkdtempSync(join(tmpdir(), `provost-${what}-`))
  folders.push(folder)
  return folder
}

export const openTestConsole = (directory = newFolder('workspace')) => {
  const opened = openConsole({ directory, environment: { PROVOST_VAULT: 'memory' }, startChild: startNodeChild })
  consoles.push(opened)
  return { directory, console: opened, client: createRouterClient(opened.router, { context: () => opened.context(null, 'command-line') }) }
}
export type TestConsole = ReturnType<typeof openTestConsole>

/** A folder of migrations: file names and their text. */
export const writeSource = (files: Readonly<Record<string, string>>, folder = newFolder()): string => {
  for (const [name, text] of Object.entries(files)) {
    mkdirSync(dirname(join(folder, name)), { recursive: true })
    writeFileSync(join(folder, name), text)
  }
  return folder
}

const urlOf = ({ config }: TestDatabase, password: string | null): string => {
  if (config.engine === 'sqlite') return `file:${config.path}`
  const scheme = config.engine === 'postgres' ? 'postgresql' : 'mysql'
  return `${scheme}://${config.user}:${password ?? ''}@${config.host}:${config.port}/${config.database}`
}

export interface TestTarget {
  readonly name: string
  readonly database: TestDatabase
  readonly targets: TargetSelection
}

/** A fresh database and a read-write connection to it. */
export const newTarget = async (
  { client }: TestConsole,
  engine: TestEngine,
  password: string | null,
  {
    setup,
    ...more
  }: { readonly setup?: string; readonly readWrite?: boolean; readonly external?: boolean; readonly environment?: 'production' } = {},
): Promise<TestTarget> => {
  // SQLite keeps nothing of an empty file; a page makes it a database.
  const database = await engine.create(
    setup ?? (engine.kind === 'sqlite' ? 'create table placeholder (id integer); drop table placeholder' : undefined),
  )
  const name = freshName('c')
  await client.connections.add({
    name,
    url: urlOf(database, password),
    ...(engine.kind === 'sqlite' ? {} : { tls: { mode: 'disable' } }),
    readWrite: true,
    ...more,
  })
  return { name, database, targets: selecting(name) }
}

export const selecting = (...names: readonly string[]): TargetSelection => ({
  all: false,
  tenants: [],
  groups: [],
  connections: names.map((name) => ({ connection: connectionName.parse(name) })),
})

export const collect = async <Item>(stream: AsyncIterable<Item>): Promise<Item[]> => {
  const items: Item[] = []
  for await (const item of stream) items.push(item)
  return items
}

export const statusOf = async ({ client }: TestConsole, targets: TargetSelection, source?: string): Promise<TargetStatus[]> =>
  collect(await client.migrations.status({ targets, ...(source === undefined ? {} : { source }) }))

/** A run, followed to its end. */
export const settled = async ({ client }: TestConsole, { run }: { readonly run: Run }): Promise<{ run: Run; targets: RunTarget[] }> => {
  for await (const _ of await client.migrations.watch({ run: run.id }));
  return client.migrations.run({ run: run.id })
}

/** The server's password for the engine of a test. */
export const passwordOf = async (engine: TestEngine): Promise<string | null> => {
  if (engine.kind === 'sqlite') return null
  const { sharedServer } = await import('../servers/index.ts')
  return sharedServer(engine.kind === 'mysql' ? 'mariadb' : engine.title.endsWith('18') ? 'postgres18' : 'postgres15').password
}
