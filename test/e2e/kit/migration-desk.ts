import { cpSync, globSync, mkdtempSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import Database from 'better-sqlite3'
import { root } from '../../../scripts/lib/root.ts'
import { provost } from './provost.ts'
import { expect, type Page } from './test.ts'

/** A folder of migrations that a test may write: the campus's blueprint to begin with. */
export interface WrittenSource {
  readonly directory: string
  /** As an address of the desk has it. */
  readonly at: string
  /** Puts a version into the folder that the blueprint does not have; without a way back where none is given. */
  write(version: string, up: string, down?: string): void
}

export const writtenSource = (): WrittenSource => {
  const directory = mkdtempSync(join(tmpdir(), 'provost-e2e-migrations-'))
  for (const engine of ['sqlite', 'postgres'])
    cpSync(join(root, 'resources/blueprints/aada', engine), join(directory, engine), { recursive: true })
  const file = (version: string, way: 'up' | 'down'): string => join(directory, 'sqlite', `${version}.${way}.sql`)
  return {
    directory,
    at: `source=${encodeURIComponent(directory)}`,
    write(version, up, down) {
      writeFileSync(file(version, 'up'), up)
      if (down !== undefined) writeFileSync(file(version, 'down'), down)
    },
  }
}

/** The files of a demo campus's databases. */
export const campusFiles = (workspace: string): string[] => globSync(join(workspace, 'campuses/*/*.sqlite')).toSorted()

/** A tenant of the campus that is in service, with its database's file. */
export interface Campus {
  readonly domain: string
  readonly name: string
  readonly file: string
}

interface Listed {
  readonly tenants: { readonly domain: string; readonly name: string; readonly status: string; readonly connection: string | null }[]
}
interface Connections {
  readonly connections: { readonly name: string; readonly address: string }[]
}

/** Those a run works on, in its order. */
export const campusesInService = async (workspace: string): Promise<Campus[]> => {
  const { tenants } = JSON.parse(await provost(workspace, 'tenant', 'list', '--json')) as Listed
  const { connections } = JSON.parse(await provost(workspace, 'connection', 'list', '--json')) as Connections
  return tenants.flatMap(({ domain, name, status, connection }) => {
    const file = connections.find((each) => each.name === connection)?.address
    return status === 'APPROVED' && file !== undefined ? [{ domain, name, file }] : []
  })
}

export const inCampus = (file: string, sql: string): void => {
  const database = new Database(file)
  database.exec(sql)
  database.close()
}

/** Whether a campus has a table, or a table has a column. */
export const campusHas = (file: string, table: string, column?: string): boolean => {
  const database = new Database(file, { readonly: true })
  const columns = database.prepare<[string], { name: string }>('select name from pragma_table_info(?)').all(table)
  database.close()
  return column === undefined ? columns.length > 0 : columns.some(({ name }) => name === column)
}

/** Keeps everybody else from writing into a campus until it is let go. */
export const holdCampus = (file: string): { release(): void } => {
  const database = new Database(file)
  database.exec('begin immediate')
  return { release: () => database.close() }
}

/** Runs a command from the palette by its first words. */
export const command = async (page: Page, words: string): Promise<void> => {
  await page.keyboard.press('Control+k')
  await expect(page.getByRole('combobox', { name: 'Search or run' })).toBeFocused()
  await page.keyboard.type(words)
  await expect(page.getByRole('option').first()).toContainText(new RegExp(words.replace('> ', ''), 'i'))
  await page.keyboard.press('Enter')
}

/** Every target has answered. */
export const asked = (page: Page) => expect(page.getByText(/^Answered /)).toBeVisible({ timeout: 30_000 })

/** The word by the title of a run. */
export const badge = (page: Page, words: string) =>
  expect(page.locator('header').getByText(words, { exact: true })).toBeVisible({ timeout: 60_000 })
