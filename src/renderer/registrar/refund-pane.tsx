import type { Refund } from '#contract/registrar.ts'
import { RowPosition } from '../lists/index.ts'
import { Note, Section, SidePane } from '../ui/index.ts'
import { OneRefund } from './refund-facts.tsx'
import type { OpenRow } from './registrar-list.tsx'
import { WithdrawalPane } from './withdrawal-pane.tsx'

/** A refund is seen with the case it belongs to; one without a case stands alone. */
export function RefundPane({ row }: { readonly row: OpenRow<Refund> }) {
  const refund = row.listed
  if (refund?.withdrawalId != null) return <WithdrawalPane row={{ ...row, id: refund.withdrawalId }} />
  return (
    <SidePane
      title={refund?.personName ?? `Refund ${row.id}`}
      subtitle={<code>{row.id}</code>}
      headActs={<RowPosition position={row.position} total={row.total} onStep={row.onStep} what="refund" />}
      onClose={row.onClose}
    >
      {refund === undefined ? (
        <Section>This refund is not among the rows read so far. Search its id to find it.</Section>
      ) : (
        <>
          <Section title="Refund" aside="as stored">
            <OneRefund refund={refund} />
          </Section>
          <Section>
            {refund.inconsistencies.map((words) => (
              <Note key={words} tone="odd">
                {words}.
              </Note>
            ))}
            The row names no withdrawal it belongs to.
          </Section>
        </>
      )}
    </SidePane>
  )
}
