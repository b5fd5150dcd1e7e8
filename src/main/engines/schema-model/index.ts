export { compareModels } from './compare.ts'
export { modelOf, type SchemaDifference, type SchemaModel, type SchemaObject, type SchemaObjectKind } from './model.ts'
export { quoteName, quoteText, script } from './sql-text.ts'
export type { SchemaPlace, SchemaWriter, SideContext, TableChange, WriterContext } from './writer.ts'
