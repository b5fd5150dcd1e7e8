import type { Mapping, Refund, Withdrawal } from '#contract/registrar.ts'
import { Facts, formatCents, Glyph, Section, State } from '../ui/index.ts'
import { byWhom } from './by-whom.ts'
import { Absent } from './cells.tsx'
import { refundWords } from './state-words.ts'
import { storedMoment } from './stored-dates.ts'
import styles from './withdrawal-pane.module.css'

const policyTitles: Readonly<Record<string, string>> = {
  'standard-12': 'GNPEC Standard 12, pro rata',
  'former-standard-9': 'Former GNPEC Standard 9, bands',
}

interface Step {
  readonly title: string
  readonly at: string | null
  readonly by?: string | null
  readonly waits: string
}

function Steps({ refund }: { readonly refund: Refund }) {
  const steps: readonly Step[] = [
    { title: 'Drafted', at: '', waits: '' },
    { title: 'Approved', at: refund.approvedAt, by: refund.approvedBy, waits: 'waits for approval' },
    { title: 'Remitted', at: refund.remittedAt, waits: refund.approvedAt === null ? 'after approval' : 'not paid yet' },
  ]
  return (
    <ol className={styles['steps']}>
      {steps.map(({ title, at, by, waits }) => (
        <li key={title}>
          <State glyph={at === null ? 'wait' : 'ok'} tone={at === null ? 'faint' : 'plain'} glyphTone={at === null ? 'faint' : 'ok'}>
            {title}
          </State>
          <small>{at === null ? waits : at === '' ? `refund ${refund.id}` : storedMoment(at)}</small>
          {by === undefined || at === null ? null : <small>{byWhom(by)}</small>}
        </li>
      ))}
    </ol>
  )
}

/** One stored refund: its amount, its policy, and its way through drafting, approval and payment. */
export function OneRefund({ refund }: { readonly refund: Refund }) {
  const words = refundWords[refund.state]
  return (
    <div className={styles['refund']}>
      <Facts
        facts={[
          [
            'Amount',
            refund.amountCents === null ? (
              <Absent key="none">not recorded</Absent>
            ) : (
              <span key="amount" className={`num ${styles['amount']}`}>
                ${formatCents(refund.amountCents)}
              </span>
            ),
          ],
          [
            'State',
            <State key="state" glyph={words.glyph} tone={words.tone} glyphTone={words.glyphTone}>
              {words.word}
            </State>,
          ],
          [
            'Policy',
            refund.policyBasis === null ? (
              <Absent key="policy">not recorded</Absent>
            ) : (
              (policyTitles[refund.policyBasis] ?? refund.policyBasis)
            ),
          ],
        ]}
      />
      <div style={{ marginTop: 8 }}>
        <Steps refund={refund} />
      </div>
    </div>
  )
}

interface FactsProps {
  readonly withdrawal: Withdrawal
  /** Null while they are read. */
  readonly refunds: readonly Refund[] | null
  readonly mapping: Mapping | null
}

/** Each refund of the case as it is stored: amount, policy, and how far it went. Nothing is computed. */
export function RefundFacts({ withdrawal, refunds, mapping }: FactsProps) {
  const inSchema = mapping === null || !mapping.absent.includes('refundCents')
  return (
    <Section title={refunds !== null && refunds.length > 1 ? `${refunds.length} refunds` : 'Refund'} aside="as stored">
      {refunds === null ? (
        <span>
          <Glyph name="running" tone="accent" label="reading" />
        </span>
      ) : refunds.length > 0 ? (
        refunds.map((refund) => <OneRefund key={refund.id} refund={refund} />)
      ) : (
        <Absent>
          {!inSchema
            ? 'The schema keeps no refunds.'
            : withdrawal.state === 'no-refund-due'
              ? 'No refund is due: the case was processed without one.'
              : 'No refund is drafted yet.'}
        </Absent>
      )}
    </Section>
  )
}
