import type { MigrationToolName } from '#contract/migrations.ts'
import { alembicTool } from './alembic/index.ts'
import { ownTool } from './own/index.ts'
import { prismaTool } from './prisma/index.ts'
import type { MigrationTool } from './tool.ts'

const tools: Readonly<Record<MigrationToolName, MigrationTool>> = { provost: ownTool, prisma: prismaTool, alembic: alembicTool }

export const toolOf = (name: MigrationToolName): MigrationTool => tools[name]

/** In the order in which a database is asked whose ledger it has. */
export const allTools: readonly MigrationTool[] = [ownTool, prismaTool, alembicTool]
