import { type Dialect, DummyDriver, Kysely } from 'kysely'
import type { AnyTables } from './engine.ts'

/**
 * A query builder that compiles and never runs: what is executed goes through guarded sessions only,
 * so an `.execute()` written by mistake reaches no database (the dummy driver answers with no rows).
 */
export const compileOnly = (dialect: Pick<Dialect, 'createAdapter' | 'createQueryCompiler' | 'createIntrospector'>): Kysely<AnyTables> =>
  new Kysely<AnyTables>({
    dialect: {
      createDriver: () => new DummyDriver(),
      createAdapter: () => dialect.createAdapter(),
      createQueryCompiler: () => dialect.createQueryCompiler(),
      createIntrospector: (kysely) => dialect.createIntrospector(kysely),
    },
  })
