import { roleTitle } from '#contract/access.ts'
import type { AuditEntry } from '#contract/audit.ts'
import { useInstants } from '../shell/index.ts'
import { Facts, Section, SidePane } from '../ui/index.ts'
import { OutcomeState } from './outcome-state.tsx'

const title = (role: string): string => (role in roleTitle ? roleTitle[role as keyof typeof roleTitle] : role)

/** One line of the log, with everything it was written with. */
export function AuditPane({ entry, onClose }: { readonly entry: AuditEntry; readonly onClose: () => void }) {
  const instants = useInstants()
  const details = Object.entries(entry.detail)
  return (
    <SidePane title={entry.action} subtitle={`Entry ${entry.sequence}, ${instants.full(new Date(entry.at))}`} onClose={onClose}>
      <Section>
        <Facts
          facts={[
            ['Outcome', <OutcomeState key="outcome" outcome={entry.outcome} />],
            ['Operator', entry.operator],
            ['In the role', entry.roles.map(title).join(', ')],
            ['Target', entry.target === null ? 'the workspace itself' : <code key="target">{entry.target}</code>],
          ]}
        />
      </Section>
      <Section title="What was recorded">
        {details.length === 0 ? (
          'Nothing beyond the line itself.'
        ) : (
          <Facts
            facts={details.map(([name, value]) => [
              name,
              <code key={name}>{typeof value === 'string' ? value : JSON.stringify(value)}</code>,
            ])}
          />
        )}
      </Section>
      <Section title="Chain">
        <Facts
          facts={[
            ['Own hash', <code key="own">{entry.hash}</code>],
            ['Hash before', <code key="before">{entry.previousHash}</code>],
          ]}
        />
      </Section>
    </SidePane>
  )
}
