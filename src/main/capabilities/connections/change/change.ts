import type { z } from 'zod'
import type { connectionChange } from '#contract/connections.ts'

/** A change as it arrives: only what is named. */
export type Change = z.output<typeof connectionChange>
