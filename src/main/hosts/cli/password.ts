import { createInterface } from 'node:readline/promises'
import { Writable } from 'node:stream'
import { text } from 'node:stream/consumers'
import { ProvostError } from '#contract/errors.ts'

/**
 * The password of a connection to be added, never from an argument: standard input with `--password-stdin`, else
 * `PROVOST_PASSWORD`, else a prompt without echo where a person sits there. Undefined where none was given.
 */
export const readPassword = async (
  options: { readonly passwordStdin?: boolean; readonly json?: boolean },
  url: string,
): Promise<string | undefined> => {
  if (options.passwordStdin === true) {
    const given = (await text(process.stdin)).replace(/\r?\n[\s\S]*$/, '')
    if (given === '')
      throw new ProvostError('call.invalid', 'Standard input held no password.', {
        remedy: ['Write the password to standard input, one line.'],
      })
    return given
  }
  const isServer = /^(postgres|mysql|mariadb)/i.test(url)
  if (!isServer) return undefined
  const given = process.env['PROVOST_PASSWORD']
  if (given !== undefined && given !== '') return given
  const holdsPassword = /^[^/]*\/\/[^/@]*:[^/@]+@/.test(url)
  if (holdsPassword || options.json === true || !process.stdin.isTTY || !process.stderr.isTTY) return undefined
  return prompt('Password (empty for none): ')
}

/** Asks whoever sits at the terminal for a connection's password; null where nobody does. */
export const askForPassword = async (connection: string): Promise<string | null> =>
  process.stdin.isTTY && process.stderr.isTTY ? ((await prompt(`Password of ${connection}: `)) ?? null) : null

const prompt = async (question: string): Promise<string | undefined> => {
  process.stderr.write(question)
  const silent = new Writable({ write: (_chunk, _encoding, done) => done() })
  const reader = createInterface({ input: process.stdin, output: silent, terminal: true })
  try {
    const given = await reader.question('')
    return given === '' ? undefined : given
  } finally {
    reader.close()
    process.stderr.write('\n')
  }
}
