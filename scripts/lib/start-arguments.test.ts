import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { defaultWorkspaceDirectory, demoWorkspaceDirectory } from '../../src/main/foundation/state/index.ts'
import { chooseWorkspace, parseStartArguments } from './start-arguments.ts'

let home: string
let environment: NodeJS.ProcessEnv
beforeEach(() => {
  home = mkdtempSync(join(tmpdir(), 'provost-start-'))
  environment = { HOME: home, USERPROFILE: home, LOCALAPPDATA: join(home, 'local') }
})
afterEach(() => rmSync(home, { recursive: true }))

const place = (directory: string): string => {
  mkdirSync(directory, { recursive: true })
  writeFileSync(join(directory, 'state.db'), '')
  return directory
}
const own = () => defaultWorkspaceDirectory(environment)
const demo = () => demoWorkspaceDirectory(environment)

test('on a fresh machine the demo campus is made, in a workspace of its own', () => {
  expect(chooseWorkspace(undefined, environment)).toEqual({ directory: demo(), makeDemo: true })
})

test('the demo is made once', () => {
  place(demo())
  expect(chooseWorkspace(undefined, environment)).toEqual({ directory: demo(), makeDemo: false })
})

test("the user's own workspace comes before the demo", () => {
  place(demo())
  place(own())
  expect(chooseWorkspace(undefined, environment)).toEqual({ directory: own(), makeDemo: false })
})

test('a named workspace is taken as it is and never made a demo', () => {
  expect(chooseWorkspace('/elsewhere', environment)).toEqual({ directory: '/elsewhere', makeDemo: false })
  expect(chooseWorkspace(undefined, { ...environment, PROVOST_WORKSPACE: '/there' })).toEqual({ directory: '/there', makeDemo: false })
})

test('--no-open serves the browser console without opening it', () => {
  expect(parseStartArguments(['--no-open', '--port', '8000'])).toMatchObject({ open: false, browser: true, port: '8000' })
  expect(parseStartArguments([])).toMatchObject({ open: true, browser: false })
})

test('an argument nobody knows is refused', () => {
  expect(() => parseStartArguments(['--nope'])).toThrow(/--nope/)
})
