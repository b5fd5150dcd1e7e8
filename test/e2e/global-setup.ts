import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { ensureBuilt } from '../../scripts/lib/build.ts'
import { provost } from './kit/provost.ts'
import { demoVariable } from './kit/workspaces.ts'

/** Before the run: the program is built where it is not, and the demo campus made that the files copy. */
export default async function setUp(): Promise<() => void> {
  ensureBuilt()
  const workspace = mkdtempSync(join(tmpdir(), 'provost-e2e-demo-'))
  await provost(workspace, 'demo', 'create')
  process.env[demoVariable] = workspace
  return () => rmSync(workspace, { recursive: true, force: true })
}
