import type { TableDescription } from '#contract/tables.ts'
import { formatBytes, Glyph, PaneBody, PlainTable, Section, Tag } from '../ui/index.ts'

/** What a table is made of: its columns and indexes, in the engine's own words. */
export function StructureTab({ description }: { readonly description: TableDescription }) {
  const { columns, indexes, table, identity } = description
  return (
    <PaneBody>
      <PlainTable
        label={`Columns of ${table.name}`}
        heads={['Column', 'Type', 'Null', 'Default', 'Remarks']}
        rows={columns.map((column) => ({
          key: column.name,
          cells: [
            <b key="name" className="mono" style={{ fontWeight: 500 }}>
              {column.name}
            </b>,
            <code key="type">{column.type}</code>,
            column.nullable ? 'may be null' : 'never',
            column.default === null ? (
              <i key="default" style={{ color: 'var(--pv-ink-3)' }}>
                none
              </i>
            ) : (
              <code key="default">{column.default}</code>
            ),
            <span key="remarks" style={{ display: 'inline-flex', gap: 6, flexWrap: 'wrap', alignItems: 'center' }}>
              {column.keyPosition === null ? null : (
                <Tag>{columns.filter((one) => one.keyPosition !== null).length > 1 ? `key ${column.keyPosition}` : 'key'}</Tag>
              )}
              {column.generated ? <Tag>generated</Tag> : null}
              {column.hidden === null ? null : (
                <Tag>
                  <Glyph name="lock" size={10} /> hidden for your role
                </Tag>
              )}
              {column.enumValues === null ? null : column.enumValues.join(', ')}
              {column.comment}
            </span>,
          ],
        }))}
      />
      <Section title="Indexes" aside={String(indexes.length)}>
        {indexes.length === 0 ? (
          'This table has no index.'
        ) : (
          <PlainTable
            label={`Indexes of ${table.name}`}
            heads={['Index', 'Columns', 'Kind', 'Definition']}
            rows={indexes.map((index) => ({
              key: index.name,
              cells: [
                <span key="name" className="mono">
                  {index.name}
                </span>,
                <span key="columns" className="mono">
                  {index.columns.join(', ')}
                </span>,
                index.primary ? 'primary key' : index.unique ? 'unique' : 'plain',
                <code key="definition">{index.definition}</code>,
              ],
            }))}
          />
        )}
      </Section>
      <Section title="How rows are told apart">
        {identity === 'key'
          ? 'By a key: pages stay in place while others write.'
          : identity === 'row-address'
            ? "By the engine's row address: pages stay in place until the table is rewritten."
            : 'By nothing: the table has no key, so a row may move between pages while others write.'}
        {table.bytes === null ? null : ` The table takes ${formatBytes(table.bytes)}.`}
      </Section>
    </PaneBody>
  )
}
