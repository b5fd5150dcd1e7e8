import { useSyncExternalStore } from 'react'
import type { Alert } from '#contract/alerts.ts'
import type { ConnectionHealth } from '#contract/connections.ts'
import type { ProvostError } from '#contract/errors.ts'
import type { Job } from '#contract/jobs.ts'
import { bridge, client, createLive, type Live } from '../bridge/index.ts'

/** A reading of a connection's latency, kept for its drawing: ms, or null where it failed. */
export interface Reading {
  readonly at: number
  readonly ms: number | null
}

export interface HealthState {
  readonly byConnection: ReadonlyMap<string, ConnectionHealth>
  /** Since this window was opened, oldest first. */
  readonly readings: ReadonlyMap<string, readonly Reading[]>
  readonly problem: ProvostError | null
}

const readingsKept = 120

export const liveHealth = createLive<ConnectionHealth, HealthState>({
  bridge,
  open: (signal) => client.connections.watchHealth(undefined, { signal }),
  initial: { byConnection: new Map(), readings: new Map(), problem: null },
  reduce: (state, health) => {
    const before = state.byConnection.get(health.connection)
    const known = state.readings.get(health.connection) ?? []
    const isReading = health.checkedAt !== null && health.checkedAt !== before?.checkedAt && health.state !== 'testing'
    const reading = { at: Date.parse(health.checkedAt ?? ''), ms: health.state === 'failed' ? null : health.ms }
    return {
      byConnection: new Map(state.byConnection).set(health.connection, health),
      readings: isReading ? new Map(state.readings).set(health.connection, [...known, reading].slice(-readingsKept)) : state.readings,
      problem: null,
    }
  },
  failed: (state, problem) => ({ ...state, problem }),
})

export interface JobsState {
  readonly byId: ReadonlyMap<string, Job>
  readonly problem: ProvostError | null
}

export const liveJobs = createLive<Job, JobsState>({
  bridge,
  open: (signal) => client.jobs.watch(undefined, { signal }),
  initial: { byId: new Map(), problem: null },
  reduce: (state, job) => ({ byId: new Map(state.byId).set(job.id, job), problem: null }),
  failed: (state, problem) => ({ ...state, problem }),
})

export interface AlertsState {
  /** Raised since this window was opened and seen by nobody when they came, oldest first. */
  readonly arrived: readonly Alert[]
  /** Grows with whatever is raised or seen. */
  readonly changes: number
}

const arrivalsKept = 50

export const liveAlerts = createLive<Alert, AlertsState>({
  bridge,
  open: (signal) => client.alerts.watch(undefined, { signal }),
  initial: { arrived: [], changes: 0 },
  reduce: ({ arrived, changes }, alert) => ({
    arrived: alert.acknowledgedAt === null ? [...arrived, alert].slice(-arrivalsKept) : arrived,
    changes: changes + 1,
  }),
})

export const useLive = <State>(live: Live<State>): State => useSyncExternalStore(live.subscribe, live.snapshot)

/** Whether a job is the work of a fleet run, which has a screen of its own. */
export const isRun = ({ kind }: Job): boolean => kind === 'migration'

/** Whether a job still has something to do. */
export const isActive = (job: Job): boolean => job.state === 'pending' || job.state === 'running' || job.state === 'cancelling'
