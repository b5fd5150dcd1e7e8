import type { Command } from 'commander'
import { ProvostError } from '#contract/errors.ts'
import { type GlobalOptions, runCommand } from './run.ts'
import { connectionArgument } from './target-option.ts'

type Options = GlobalOptions & { readonly sha256?: string; readonly forget?: boolean }

/** `provost connection trust …` */
export const trustCommand = (connection: Command): void => {
  connection
    .command('trust')
    .description('take one certificate for this connection by its fingerprint, whatever its chain says')
    .argument('<name>')
    .option('--sha256 <fingerprint>', 'as the test of the connection shows it')
    .option('--forget', 'take that back')
    .action(async (name: string, _options: unknown, command: Command) => {
      const options = command.optsWithGlobals<Options>()
      if ((options.sha256 === undefined) !== (options.forget === true)) {
        throw new ProvostError('call.invalid', 'Give either --sha256 FINGERPRINT or --forget.', {
          remedy: [`The test shows the fingerprint: provost connection test ${name}`],
        })
      }
      await runCommand(options, async ({ client, output, signal }) => {
        const { connection: kept } = await client.connections.trustCertificate(
          { name: connectionArgument(name), sha256: options.sha256 ?? null },
          { signal },
        )
        output.answer({ connection: kept }, () =>
          kept.tls.pin === null
            ? `${kept.name} trusts no certificate of its own any more.`
            : `${kept.name} takes the certificate ${kept.tls.pin} and no other.`,
        )
        return 0
      })
    })
}
