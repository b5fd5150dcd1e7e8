import type { AnyRouter } from '@orpc/server'
import type { JobId } from '#contract/ids.ts'
import type { Job } from '#contract/jobs.ts'
import type { BridgeContext } from '../foundation/bridge/index.ts'

/** What a host that serves the page needs of the console. */
export interface ServedConsole {
  readonly router: AnyRouter
  context(operator: string | null, host: 'browser' | 'desktop'): BridgeContext
  readonly state: { readonly directory: string }
  readonly jobs: {
    show(id: JobId): { readonly job: Job }
    fileOf(id: JobId): { readonly name: string; readonly path: string }
  }
}
