import type { TableReference } from '#contract/tables.ts'

/** Tables that extensions bring, which say nothing of a schema. */
const foreign = /^(spatial_ref_sys|geometry_columns|geography_columns|raster_columns|raster_overviews|sqlite_\w+|provost_\w+)$/i

/** Whether a database has tables of its own: one without any may be migrated from the first migration on. */
export const holdsTables = (tables: readonly TableReference[]): boolean => tables.some(({ name }) => !foreign.test(name))
