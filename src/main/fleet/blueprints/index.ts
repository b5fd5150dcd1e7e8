export { type Blueprint, type BlueprintVersion, blueprint, blueprints } from './blueprint.ts'
export { createLedgerSql, type LedgerEntry, ledgerTable, ledgerValues, readLedger, readSchemaVersion } from './ledger.ts'
export { migrationSha256, statementsOf } from './migration-file.ts'
export { resourcesDirectory } from './resources-directory.ts'
