import type { TableDescription, TableReference } from '#contract/tables.ts'
import { LinkAct, PaneBody, PlainTable, Section, State } from '../ui/index.ts'
import { tableText } from './table-name.ts'

interface RelationsTabProps {
  readonly description: TableDescription
  readonly onOpen: (table: TableReference) => void
}

/** What the table refers to and what refers to it; a reference without an index is told, because deleting then reads whole tables. */
export function RelationsTab({ description, onOpen }: RelationsTabProps) {
  const { foreignKeys, referencedBy, table } = description
  return (
    <PaneBody>
      <Section title={`${table.name} refers to`} aside={String(foreignKeys.length)}>
        {foreignKeys.length === 0 ? (
          'No foreign key leaves this table.'
        ) : (
          <PlainTable
            label="Foreign keys"
            heads={['Columns', 'Refers to', 'On delete', 'Index']}
            rows={foreignKeys.map((key) => ({
              key: key.name,
              cells: [
                <span key="columns" className="mono">
                  {key.columns.join(', ')}
                </span>,
                <LinkAct key="table" onClick={() => onOpen(key.references)}>
                  <span className="mono">
                    {tableText(key.references)} ({key.references.columns.join(', ')})
                  </span>
                </LinkAct>,
                key.onDelete.toLowerCase(),
                key.indexed ? (
                  <State key="index" glyph="ok" tone="quiet" glyphTone="decoration">
                    indexed
                  </State>
                ) : (
                  <State key="index" glyph="warn" tone="warn">
                    no index
                  </State>
                ),
              ],
            }))}
          />
        )}
      </Section>
      <Section title={`Refer to ${table.name}`} aside={String(referencedBy.length)}>
        {referencedBy.length === 0 ? (
          'No other table refers to this one by a foreign key.'
        ) : (
          <PlainTable
            label="Referencing tables"
            heads={['Table', 'Columns']}
            rows={referencedBy.map((reference) => ({
              key: `${tableText(reference)} ${reference.columns.join()}`,
              cells: [
                <LinkAct key="table" onClick={() => onOpen(reference)}>
                  <span className="mono">{tableText(reference)}</span>
                </LinkAct>,
                <span key="columns" className="mono">
                  {reference.columns.join(', ')}
                </span>,
              ],
            }))}
          />
        )}
      </Section>
    </PaneBody>
  )
}
