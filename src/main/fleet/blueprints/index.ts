export { type Blueprint, type BlueprintVersion, blueprint, blueprints } from './blueprint.ts'
export { createLedgerSql, type LedgerEntry, ledgerTable, ledgerValues, readSchemaVersion } from './ledger.ts'
export { statementsOf } from './migration-file.ts'
export { resourcesDirectory } from './resources-directory.ts'
