import { rmSync } from 'node:fs'
import { extname } from 'node:path'
import { ProvostError } from '#contract/errors.ts'
import { domain } from '#contract/ids.ts'
import { openConnectionBook, openTenantRegistry } from '../../../fleet/registry/index.ts'
import { RequestChild, type StartChild } from '../../../foundation/processes/index.ts'
import { inWorkspace, type State } from '../../../foundation/state/index.ts'
import { type CampusPlan, planCampuses } from './campus-plan.ts'
import { factsOf } from './demo-facts.ts'
import { campusesFolder, openDraft, placeDraft, refuseForeignCampuses } from './demo-folder.ts'
import { writeDemoHistory } from './demo-history.ts'
import { connectionRecordOf, tenantRecordOf } from './demo-registry.ts'
import type { DemoRequest, WrittenCampus } from './demo-request.ts'
import { readDemoWords } from './words.ts'

export interface DemoOptions {
  readonly state: State
  readonly tenants: number
  readonly clock: () => Date
  readonly startChild: StartChild
  readonly provostVersion: string
  readonly signal?: AbortSignal
}

/** What was made. `people` counts everyone with an account, students and staff. */
export interface DemoCampus {
  readonly tenants: number
  readonly people: number
  readonly workspace: string
}

/** A demo is made once, in a workspace that holds nothing else. */
const refuseUsed = (state: State): void => {
  const used = openTenantRegistry(state).list().length > 0 || openConnectionBook(state).list().length > 0
  if (!used) return
  if (state.demo) {
    throw new ProvostError('workspace.demo-exists', 'The demo campus exists already.', {
      detail: state.directory,
      remedy: [`Open it: provost serve --workspace "${state.directory}"`, 'Or name another, empty folder with --workspace DIR.'],
    })
  }
  throw new ProvostError('workspace.not-demo', 'The workspace holds connections of its own and does not become a demo.', {
    detail: state.directory,
    remedy: ['Name an empty folder with --workspace DIR.'],
  })
}

const write = async (options: DemoOptions, draft: string, plans: readonly CampusPlan[], now: Date): Promise<readonly WrittenCampus[]> => {
  const child = new RequestChild(() => options.startChild(new URL(`./demo-child${extname(import.meta.url)}`, import.meta.url)))
  const request: DemoRequest = { directory: draft, plans, now, provostVersion: options.provostVersion }
  try {
    // The child is our own code, `writeCampuses`, and answers nothing else.
    return (await child.request(request, options.signal === undefined ? {} : { signal: options.signal })) as readonly WrittenCampus[]
  } finally {
    child.close()
  }
}

const register = (state: State, plans: readonly CampusPlan[], written: readonly WrittenCampus[], now: Date): void => {
  const book = openConnectionBook(state)
  const tenants = openTenantRegistry(state)
  const campuses = campusesFolder(state.directory)
  for (const plan of plans) {
    const campus = written.find((each) => each.domain === plan.domain)
    if (campus !== undefined) book.add(connectionRecordOf(plan, campuses, campus, now))
    tenants.add(tenantRecordOf(plan, now))
    for (const group of plan.groups) tenants.addToGroup(group, [domain.parse(plan.domain)])
    if (campus !== undefined && plan.status !== 'ARCHIVED') tenants.keepFacts(factsOf(plan, campus, now))
  }
  writeDemoHistory(state, plans, now)
}

/**
 * Makes the demo campus in a workspace that holds nothing yet: databases first, in a draft folder, moved into place when
 * complete; then all of the registry in one transaction. Whatever interrupts it leaves a workspace without a demo, where it can be made again.
 * @throws ProvostError `workspace.not-demo`, `workspace.demo-exists`
 */
export const createDemoCampus = async (options: DemoOptions): Promise<DemoCampus> => {
  const { state, clock } = options
  refuseUsed(state)
  refuseForeignCampuses(state.directory)
  const now = clock()
  const plans = planCampuses(options.tenants, readDemoWords())
  const draft = inWorkspace(state.directory, () => openDraft(state.directory))
  try {
    const written = await write(options, draft, plans, now)
    options.signal?.throwIfAborted()
    inWorkspace(state.directory, () => placeDraft(state.directory, draft))
    state.write(() => {
      refuseUsed(state)
      state.markDemo()
      register(state, plans, written, now)
    })
    return { tenants: plans.length, people: written.reduce((sum, { people }) => sum + people, 0), workspace: state.directory }
  } finally {
    rmSync(draft, { recursive: true, force: true })
  }
}
