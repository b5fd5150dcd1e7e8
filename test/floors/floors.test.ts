import { spawnSync } from 'node:child_process'
import { copyFileSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { z } from 'zod'
import { root } from '../../scripts/lib/root.ts'
import { floorsText } from '../../scripts/lib/write-floors.ts'

const restricted = 'lint/style/noRestrictedImports'
const cycle = 'lint/suspicious/noImportCycles'

/** A wrong import, and where it would stand. */
const faults: readonly (readonly [what: string, file: string, source: string, rule?: string])[] = [
  ['the contract with input or output', 'src/contract/a.ts', "import { readFileSync } from 'node:fs'\nexport { readFileSync }\n"],
  ['the contract knowing the main process', 'src/contract/b.ts', "export { x } from '../main/console.ts'\n"],
  ['a procedure declared outside the contract', 'src/main/lms/a.ts', "import { oc } from '@orpc/contract'\nexport { oc }\n"],
  ['electron in a capability', 'src/main/capabilities/tables/a.ts', "import { app } from 'electron'\nexport { app }\n"],
  ['electron in the console', 'src/main/console.ts', "import { app } from 'electron'\nexport { app }\n"],
  ['electron in the web host', 'src/main/hosts/web/a.ts', "import { app } from 'electron/main'\nexport { app }\n"],
  ['electron by its types only', 'src/main/hosts/cli/a.ts', "import type { App } from 'electron'\nexport type { App }\n"],
  ['electron imported dynamically', 'src/main/hosts/cli/b.ts', "export const load = () => import('electron')\n"],
  ['the foundation knowing the engines', 'src/main/foundation/jobs/a.ts', "export { engineOf } from '../../engines/index.ts'\n"],
  [
    'the foundation knowing the console',
    'src/main/foundation/jobs/b.ts',
    "import type { Console } from '../../console.ts'\nexport type { Console }\n",
  ],
  ['processes knowing the state', 'src/main/foundation/processes/a.ts', "export { openState } from '../state/index.ts'\n"],
  ['the state knowing the audit', 'src/main/foundation/state/a.ts', "export { openAuditLog } from '../audit/index.ts'\n"],
  [
    'the state knowing the audit, from a folder',
    'src/main/foundation/state/migrations/a.ts',
    "export { openAuditLog } from '../../audit/index.ts'\n",
  ],
  ['the audit knowing the jobs', 'src/main/foundation/audit/a.ts', "export { openJobs } from '../jobs/index.ts'\n"],
  ['the jobs knowing the vault', 'src/main/foundation/jobs/c.ts', "export { openVault } from '../credentials/index.ts'\n"],
  ['a room of the foundation entered by a window', 'src/main/foundation/exports/a.ts', "export { x } from '../state/open-state.ts'\n"],
  ['the engines knowing the fleet', 'src/main/engines/a.ts', "export { x } from '../fleet/sessions/index.ts'\n"],
  ['one engine knowing another', 'src/main/engines/mysql/a.ts', "export { x } from '../sqlite/index.ts'\n"],
  [
    'the engines entering the foundation by a window',
    'src/main/engines/b.ts',
    "export { x } from '../foundation/processes/request-child.ts'\n",
  ],
  ['an adapter knowing the fleet', 'src/main/lms/b.ts', "export { x } from '../fleet/registry/index.ts'\n"],
  ['an adapter entering the engines by a window', 'src/main/lms/c.ts', "export { x } from '../engines/session.ts'\n"],
  ['the fleet knowing the adapters', 'src/main/fleet/registry/a.ts', "export { x } from '../../lms/index.ts'\n"],
  ['the fleet knowing a capability', 'src/main/fleet/registry/b.ts', "export { x } from '../../capabilities/tables/index.ts'\n"],
  ['a room of the fleet entered by a window', 'src/main/fleet/sessions/a.ts', "export { x } from '../registry/connection-book.ts'\n"],
  ['a capability knowing another', 'src/main/capabilities/registrar/a.ts', "export { x } from '../tables/index.ts'\n"],
  [
    'a capability knowing another, from a folder',
    'src/main/capabilities/tenants/demo/a.ts',
    "export { x } from '../../registrar/index.ts'\n",
  ],
  [
    'a capability knowing another, from deep inside',
    'src/main/capabilities/connections/import/formats/a.ts',
    "export { x } from '../../../registrar/index.ts'\n",
  ],
  ['a capability knowing the console', 'src/main/capabilities/registrar/b.ts', "export { x } from '../../console.ts'\n"],
  ['a capability knowing a host', 'src/main/capabilities/registrar/c.ts', "export { x } from '../../hosts/web.ts'\n"],
  ['an acquaintance entered by a window', 'src/main/capabilities/tenants/a.ts', "export { x } from '../connections/router.ts'\n"],
  [
    'a capability entering the fleet by a window',
    'src/main/capabilities/tables/b.ts',
    "export { x } from '../../fleet/sessions/sessions.ts'\n",
  ],
  ['the console knowing a host', 'src/main/console.ts', "export { x } from './hosts/web.ts'\n"],
  ['a host entering a capability by a window', 'src/main/hosts/cli/c.ts', "export { x } from '../../capabilities/tables/router.ts'\n"],
  ['a host knowing the page', 'src/main/hosts/web/b.ts', "export { x } from '../../../renderer/main.tsx'\n"],
  ['the preload knowing the main process', 'src/preload/a.ts', "export { x } from '../main/hosts/web.ts'\n"],
  ['the preload with Node', 'src/preload/b.ts', "import { readFileSync } from 'node:fs'\nexport { readFileSync }\n"],
  ['the page knowing the main process', 'src/renderer/tables/a.ts', "export type { x } from '../../main/console.ts'\n"],
  ['the page with Node', 'src/renderer/tables/b.ts', "import { join } from 'node:path'\nexport { join }\n"],
  ['the page with zod', 'src/renderer/tables/c.ts', "import { z } from 'zod'\nexport { z }\n"],
  [
    'the page with a schema of the contract',
    'src/renderer/tables/d.ts',
    "import { filter } from '#contract/tables.ts'\nexport { filter }\n",
  ],
  ['two modules that know each other', 'src/main/lms/d.ts', "import { e } from './e.ts'\nexport const d = (): unknown => e\n", cycle],
  ['two modules that know each other by types', 'src/main/lms/f.ts', "import type { G } from './g.ts'\nexport type F = { g: G }\n", cycle],
]

/** Imports that are right, among them the other halves of the cycles. */
const allowed: readonly (readonly [file: string, source: string])[] = [
  ['src/main/lms/e.ts', "import { d } from './d.ts'\nexport const e = (): unknown => d\n"],
  ['src/main/lms/g.ts', "import type { F } from './f.ts'\nexport type G = { f: F }\n"],
  [
    'src/main/hosts/electron/ok.ts',
    "import type { App } from 'electron'\nimport { builtPageDirectory } from '../page/index.ts'\nexport const ok = (app: App) => [app, builtPageDirectory]\n",
  ],
  [
    'src/preload/ok.ts',
    "import { ipcRenderer } from 'electron'\nimport { bridgeHandshake } from '#contract/handshake.ts'\nexport { bridgeHandshake, ipcRenderer }\n",
  ],
  [
    'src/main/foundation/state/migrations/ok.ts',
    "import { x } from '../marker.ts'\nimport { y } from '../../processes/index.ts'\nexport { x, y }\n",
  ],
  ['src/main/foundation/jobs/ok.ts', "import { x } from '../audit/index.ts'\nimport { y } from './owner.ts'\nexport { x, y }\n"],
  [
    'src/main/engines/sqlite/ok.ts',
    "import { x } from '../paging/page.ts'\nimport { y } from '../../foundation/processes/index.ts'\nexport { x, y }\n",
  ],
  [
    'src/main/fleet/sessions/ok.ts',
    "import { x } from '../registry/index.ts'\nimport { y } from '../../engines/index.ts'\nexport { x, y }\n",
  ],
  [
    'src/main/capabilities/tenants/demo/ok.ts',
    "import { x } from '../health.ts'\nimport { y } from '../../connections/index.ts'\nimport { z } from '../../../lms/index.ts'\nexport { x, y, z }\n",
  ],
  [
    'src/renderer/tables/ok.ts',
    "import type { Filter } from '#contract/tables.ts'\nimport { ProvostError } from '#contract/errors.ts'\nexport { type Filter, ProvostError }\n",
  ],
  [
    'src/main/hosts/cli/ok.ts',
    "import type { ContractRouterClient } from '@orpc/contract'\nimport { x } from '../../foundation/state/index.ts'\nexport { type ContractRouterClient, x }\n",
  ],
]

const report = z.object({ diagnostics: z.array(z.object({ category: z.string(), location: z.object({ path: z.string() }) })) })

let directory: string
const rulesFor = new Map<string, Set<string>>()
/** Several faults may name one file: each stands in a copy of the tree of its own. */
const placeOf = (index: number, file: string): string => join(directory, String(index), file)

const plant = (path: string, source: string): void => {
  mkdirSync(dirname(path), { recursive: true })
  writeFileSync(path, source)
}

const lint = (tree: string): void => {
  const tool = join(root, 'node_modules/@biomejs/biome/bin/biome')
  const { stdout } = spawnSync(process.execPath, [tool, 'lint', '--reporter=json', '--max-diagnostics=1000', '.'], {
    cwd: tree,
    encoding: 'utf8',
  })
  for (const { category, location } of report.parse(JSON.parse(stdout)).diagnostics) {
    const path = join(tree, location.path)
    rulesFor.set(path, (rulesFor.get(path) ?? new Set()).add(category))
  }
}

const makeTree = (index: number): string => {
  const tree = join(directory, String(index))
  mkdirSync(tree)
  for (const file of ['biome.json', 'biome.floors.json', '.gitignore']) copyFileSync(join(root, file), join(tree, file))
  return tree
}

beforeAll(() => {
  directory = mkdtempSync(join(tmpdir(), 'provost-floors-'))
  // The faults of one file go into trees of their own; most files have one fault, so there are few trees.
  const trees = new Map<number, string>()
  for (const [, file, source] of faults) {
    const index = treeOf(file, source)
    if (!trees.has(index)) trees.set(index, makeTree(index))
    plant(placeOf(index, file), source)
  }
  for (const [file, source] of allowed) plant(placeOf(0, file), source)
  for (const tree of trees.values()) lint(tree)
}, 60_000)
afterAll(() => rmSync(directory, { recursive: true }))

const treeOf = (file: string, source: string): number =>
  faults.filter((fault) => fault[1] === file).findIndex((fault) => fault[2] === source)

const named = faults.map(([what, file, source, rule = restricted]) => ({ what, file, source, rule }))

test.each(named)('$what fails the lint ($file)', ({ file, source, rule }) => {
  expect([...(rulesFor.get(placeOf(treeOf(file, source), file)) ?? [])]).toContain(rule)
})

test.each(allowed.slice(2))('what the floors allow passes (%s)', (file) => {
  expect([...(rulesFor.get(placeOf(0, file)) ?? [])].filter((rule) => rule === restricted || rule === cycle)).toEqual([])
})

test('the rules are those of the rooms there are (npm run floors writes them)', () => {
  expect(readFileSync(join(root, 'biome.floors.json'), 'utf8')).toBe(floorsText())
})
