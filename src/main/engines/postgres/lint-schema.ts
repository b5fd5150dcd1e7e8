import type { ColumnDef, Node, RangeVar } from 'libpg-query'
import { type ColumnType, columnType } from './lint-types.ts'

/** A table's name for comparing; `public` is where it is looked for anyway. */
export const tableName = (table: RangeVar | undefined): string => {
  const schema = table?.schemaname
  const name = table?.relname ?? ''
  return schema === undefined || schema === 'public' ? name : `${schema}.${name}`
}

/** A type's name for comparing, apart from all tables'. */
export const typeName = (names: readonly Node[] | undefined): string => {
  const parts = (names ?? []).flatMap((node) => ('String' in node ? [node.String.sval ?? ''] : []))
  return `type ${parts[0] === 'public' ? parts.slice(1).join('.') : parts.join('.')}`
}

/** The columns a constraint's text says are not null, alone or joined by AND. */
const notNullColumns = (expression: Node | undefined): readonly string[] => {
  if (expression === undefined) return []
  if ('NullTest' in expression && expression.NullTest.nulltesttype === 'IS_NOT_NULL') {
    const { arg } = expression.NullTest
    if (arg === undefined || !('ColumnRef' in arg)) return []
    return (arg.ColumnRef.fields ?? []).slice(-1).flatMap((field) => ('String' in field ? [field.String.sval ?? ''] : []))
  }
  if ('BoolExpr' in expression && expression.BoolExpr.boolop === 'AND_EXPR') return (expression.BoolExpr.args ?? []).flatMap(notNullColumns)
  return []
}

/** What the statements so far tell of the schema: types of columns, and columns that a validated check keeps from being null. */
export class KnownSchema {
  private readonly types = new Map<string, ColumnType>()
  /** `table.constraint` to the columns it keeps from being null; true once it is validated. */
  private readonly checks = new Map<string, { readonly columns: readonly string[]; validated: boolean }>()

  typeOf(table: string, column: string): ColumnType | null {
    return this.types.get(`${table}.${column}`) ?? null
  }

  neverNull(table: string, column: string): boolean {
    return [...this.checks].some(([key, check]) => key.startsWith(`${table}.`) && check.validated && check.columns.includes(column))
  }

  learn(node: Node): void {
    if ('CreateStmt' in node) {
      const table = tableName(node.CreateStmt.relation)
      for (const element of node.CreateStmt.tableElts ?? []) if ('ColumnDef' in element) this.column(table, element.ColumnDef)
    }
    if ('RenameStmt' in node) this.rename(tableName(node.RenameStmt.relation), node.RenameStmt)
    if ('AlterTableStmt' in node) {
      const table = tableName(node.AlterTableStmt.relation)
      for (const command of node.AlterTableStmt.cmds ?? []) if ('AlterTableCmd' in command) this.alter(table, command.AlterTableCmd)
    }
  }

  private column(table: string, { colname, typeName }: ColumnDef): void {
    if (colname !== undefined) this.types.set(`${table}.${colname}`, columnType(typeName))
  }

  private alter(table: string, { subtype, name, def }: { subtype?: string; name?: string; def?: Node }): void {
    if (def !== undefined && 'ColumnDef' in def) {
      if (subtype === 'AT_AddColumn') this.column(table, def.ColumnDef)
      if (subtype === 'AT_AlterColumnType' && name !== undefined) this.column(table, { ...def.ColumnDef, colname: name })
    }
    if (subtype === 'AT_AddConstraint' && def !== undefined && 'Constraint' in def && def.Constraint.contype === 'CONSTR_CHECK') {
      const { conname = '', raw_expr: expression, skip_validation: unchecked = false } = def.Constraint
      this.checks.set(`${table}.${conname}`, { columns: notNullColumns(expression), validated: !unchecked })
    }
    const check = this.checks.get(`${table}.${name ?? ''}`)
    if (subtype === 'AT_ValidateConstraint' && check !== undefined) check.validated = true
    if (subtype === 'AT_DropConstraint') this.checks.delete(`${table}.${name ?? ''}`)
  }

  private rename(table: string, { renameType, subname, newname }: { renameType?: string; subname?: string; newname?: string }): void {
    const old = renameType === 'OBJECT_COLUMN' ? `${table}.${subname ?? ''}` : `${table}.`
    for (const [key, type] of [...this.types]) {
      if (renameType === 'OBJECT_COLUMN' && key === old) this.types.set(`${table}.${newname ?? ''}`, type)
      else if (renameType === 'OBJECT_TABLE' && key.startsWith(old)) this.types.set(`${newname ?? ''}.${key.slice(old.length)}`, type)
      else continue
      this.types.delete(key)
    }
  }
}
