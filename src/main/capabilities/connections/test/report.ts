import type { ConnectionTest } from '#contract/connection-test.ts'
import type { Connection } from '#contract/connections.ts'

const cell = (text: string): string => text.replaceAll('|', '\\|').replaceAll(/\s*\n\s*/g, ' ')

/** The user's name goes wherever it stands in quotes, as servers and our own titles write it: "lms", 'lms'@'10.0.0.1', `lms`. */
const withoutUser = (text: string, user: string | null): string => {
  if (user === null || user === '') return text
  const name = user.replaceAll(/[.*+?^${}()|[\]\\]/g, '\\$&')
  return text.replaceAll(new RegExp(`(["'\`])${name}(?=["'\`@])`, 'g'), '$1(user)')
}

/**
 * The test as markdown for a ticket: stages, codes, times, the certificate's facts. Neither the user's name nor any secret is in it.
 */
export const reportOf = (test: ConnectionTest, connection: Connection): string => {
  const { failure, stages, readOnly } = test
  const server = test.flavour === null ? test.engine : `${test.flavour} ${test.version ?? ''}`.trim()
  const certificate = stages.find((stage) => stage.certificate)?.certificate
  const lines = [
    `# Connection test: ${test.ok ? 'passed' : 'failed'}`,
    '',
    `- Server: ${server} at ${connection.address}`,
    ...(connection.engine === 'sqlite' ? [] : [`- Database: ${connection.database}`, `- TLS: ${connection.tls.mode}`]),
    `- Tested: ${test.startedAt}, ${test.ms} ms`,
    '',
    ...(failure === null
      ? []
      : [
          `**${cell(failure.title)}**`,
          '',
          `- Stage: ${failure.stage}`,
          `- Code: \`${failure.code}\`${failure.driverCode === null ? '' : `, \`${failure.driverCode}\``}`,
          ...(failure.detail === '' ? [] : [`- Server or system said: ${cell(failure.detail)}`]),
          `- Who can mend it: ${{ you: 'whoever keeps the connection', dba: 'the database’s administrator', network: 'whoever keeps the network' }[failure.actor]}`,
          '',
          ...failure.remedy.map((step, index) => `${index + 1}. ${cell(step)}`),
          '',
        ]),
    ...(test.lastGood === null
      ? []
      : [
          `Last passed: ${test.lastGood.at}. ${test.lastGood.changes.length === 0 ? 'Nothing that was looked at is another since.' : 'Since then:'}`,
          '',
          ...test.lastGood.changes.map(({ what, before, now }) => `- ${what}: ${cell(before)}, now ${cell(now)}`),
          ...(test.lastGood.changes.length === 0 ? [] : ['']),
        ]),
    '| stage | status | ms | evidence |',
    '|---|---|---:|---|',
    ...stages.map((stage) => `| ${stage.stage} | ${stage.status} | ${stage.ms} | ${cell(stage.detail)} |`),
    ...(certificate === undefined
      ? []
      : [
          '',
          '## Certificate',
          '',
          `- Subject: ${certificate.subject}`,
          `- Issuer: ${certificate.issuer}`,
          `- Names: ${certificate.names.join(', ') || 'none'}`,
          `- Valid: ${certificate.validFrom} to ${certificate.validTo}`,
          `- SHA-256: ${certificate.sha256}`,
          `- Trusted here: ${certificate.trusted ? 'yes' : 'no'}`,
          `- ${certificate.protocol}, ${certificate.cipher}`,
        ]),
    ...(readOnly === null
      ? []
      : ['', `## Read-only level ${readOnly.level}`, '', ...readOnly.reasons.slice(0, 20).map((reason) => `- ${cell(reason)}`)]),
  ]
  return `${withoutUser(lines.join('\n'), connection.user)}\n`
}
