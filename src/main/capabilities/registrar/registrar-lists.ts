import { ProvostError } from '#contract/errors.ts'
import type { TargetReference } from '#contract/ids.ts'
import type { Mapping } from '#contract/registrar.ts'
import type { Database } from '../../engines/index.ts'
import type { OpenTarget, Sessions } from '../../fleet/sessions/index.ts'
import { type EntityName, Places, type Recognition, schemaOf } from '../../lms/index.ts'
import { today } from './deadlines.ts'
import { enrollmentsList } from './enrollments-list.ts'
import { peopleList } from './people-list.ts'
import { refundsList } from './refunds-list.ts'
import { withdrawalsList } from './withdrawals-list.ts'

export const listNames = ['people', 'enrollments', 'withdrawals', 'refunds'] as const
export type ListName = (typeof listNames)[number]

/** A target whose schema is known, and the plans of its lists. */
export interface OpenLms {
  readonly database: Database
  readonly label: string
  readonly recognition: Recognition
  readonly places: Places
  /** Today, as days since 1970. */
  readonly on: number
}

/** @throws ProvostError `lms.unrecognised` */
export const openLms = async (sessions: Sessions, target: TargetReference, clock: () => Date, signal: AbortSignal): Promise<OpenLms> => {
  const opened: OpenTarget = sessions.open(target)
  const { recognition } = await schemaOf(opened.database, { signal })
  if (recognition === null) {
    throw new ProvostError('lms.unrecognised', `No known LMS was recognised in ${opened.label}.`, {
      detail: 'Its tables and columns are not those of a schema that Provost knows.',
      remedy: ['Open it in Tables: every table can be browsed there.', 'Look whether the connection names the right database.'],
    })
  }
  const { database, label } = opened
  return { database, label, recognition, places: new Places(database.engine, recognition), on: today(clock) }
}

/** The plans by list. @throws ProvostError `lms.absent` where the schema has no table for the list */
export const plansOf = (lms: OpenLms) => ({
  people: () => peopleList(needed(lms, 'people')),
  enrollments: () => enrollmentsList(needed(lms, 'enrollments')),
  withdrawals: () => withdrawalsList(needed(lms, 'withdrawals'), lms.on),
  refunds: () => refundsList(needed(lms, 'refunds')),
})

const needed = ({ places, label, recognition }: OpenLms, entity: EntityName): Places => {
  if (places.has(entity)) return places
  throw new ProvostError('lms.absent', `The schema of ${label} has no table for ${entity}.`, {
    detail: `Missing: ${recognition.missing.join(', ')}`,
    remedy: ['Migrate the tenant, if its schema is behind its blueprint.', 'Open it in Tables to see what there is.'],
  })
}

export const mappingOf = ({ recognition }: OpenLms, absent: readonly string[]): Mapping => ({
  adapter: recognition.adapter,
  absent: [...absent],
  missing: [...recognition.missing],
})
