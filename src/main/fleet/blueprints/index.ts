export { type Blueprint, type BlueprintVersion, blueprint, blueprints } from './blueprint.ts'
export { type Directives, directivesOf, type Waiver } from './directives.ts'
export {
  createLedgerSql,
  type LedgerEntry,
  type LedgerHow,
  ledgerColumns,
  ledgerEntryOf,
  ledgerTable,
  ledgerValues,
  qualifiedName,
  readLedger,
  readSchemaVersion,
  selectLedgerSql,
  visibleTable,
} from './ledger.ts'
export { migrationSha256 } from './migration-file.ts'
export { resourcesDirectory } from './resources-directory.ts'
