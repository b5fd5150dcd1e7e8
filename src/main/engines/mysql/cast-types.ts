import type { ValueKind } from '#contract/values.ts'

/** How a column's values are compared and bound. Kept in a shape's `castType`. */
export type CastType =
  | 'signed'
  | 'unsigned'
  | `decimal(65,${number})`
  | 'double'
  | 'date'
  | 'datetime(6)'
  | 'time(6)'
  | 'text'
  | 'bytes'
  | 'bits'
  | 'member'
  | 'none'

interface Described {
  /** `information_schema.columns.data_type`. */
  readonly dataType: string
  /** `column_type`, with length and `unsigned`. */
  readonly columnType: string
  readonly precision: number
  readonly scale: number
  readonly json: boolean
}

/** Digits before the point as the column has them; the rest of MySQL's 65 after it, so that a filter's value is not rounded. */
const decimal = (precision: number, scale: number): CastType => `decimal(65,${Math.min(30, 65 - (precision - scale))})`

/** What a column holds, and how its values are bound. */
export const classify = ({ dataType, columnType, precision, scale, json }: Described): readonly [ValueKind, CastType] => {
  const unsigned = /unsigned|zerofill/i.test(columnType)
  switch (dataType.toLowerCase()) {
    case 'tinyint':
    case 'smallint':
    case 'mediumint':
    case 'int':
    case 'bigint':
      return ['integer', unsigned ? 'unsigned' : 'signed']
    case 'year':
      return ['integer', 'unsigned']
    case 'decimal':
      return ['decimal', decimal(precision, scale)]
    case 'float':
    case 'double':
      return ['float', 'double']
    case 'date':
      return ['date', 'date']
    case 'datetime':
    case 'timestamp':
      return ['timestamp', 'datetime(6)']
    case 'time':
      return ['time', 'time(6)']
    case 'bit':
      return ['bytes', 'bits']
    case 'binary':
    case 'varbinary':
    case 'tinyblob':
    case 'blob':
    case 'mediumblob':
    case 'longblob':
      return ['bytes', 'bytes']
    case 'char':
    case 'varchar':
    case 'tinytext':
    case 'text':
    case 'mediumtext':
    case 'longtext':
      return json ? ['json', 'none'] : ['text', 'text']
    case 'json':
      return ['json', 'none']
    case 'enum':
      return ['enum', 'member']
    case 'set':
      return ['text', 'member']
    case 'uuid':
      return ['uuid', 'text']
    case 'inet4':
    case 'inet6':
      return ['other', 'text']
    default:
      return ['bytes', 'none']
  }
}

/** The members of `enum('a','it''s')`. */
export const membersOf = (columnType: string): string[] =>
  [...columnType.matchAll(/'((?:[^']|'')*)'/g)].map(([, member = '']) => member.replaceAll("''", "'"))
