import { first } from './0001-first.ts'
import { healthAndAlerts } from './0002-health-and-alerts.ts'
import { fleetRuns } from './0003-fleet-runs.ts'
import { goodTests } from './0004-good-tests.ts'
import type { Migration } from './migration.ts'

export type { Migration } from './migration.ts'

/** Every step of the state's schema, in order. A step that was released is never changed; a new one is added. */
export const migrations: readonly Migration[] = [first, healthAndAlerts, fleetRuns, goodTests]
