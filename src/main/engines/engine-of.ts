import type { EngineKind } from '#contract/connections.ts'
import type { StartChild } from '../foundation/processes/index.ts'
import type { Engine } from './engine.ts'
import { mysql } from './mysql/index.ts'
import { postgres } from './postgres/index.ts'
import { sqlite } from './sqlite/index.ts'

/** The engine of a kind. SQLite runs in children that the host starts. */
export const engineOf = (kind: EngineKind, host: { readonly startChild: StartChild }): Engine => {
  switch (kind) {
    case 'postgres':
      return postgres
    case 'mysql':
      return mysql
    case 'sqlite':
      return sqlite(host.startChild)
  }
}
