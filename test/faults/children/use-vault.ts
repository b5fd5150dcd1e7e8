import { ProvostError } from '#contract/errors.ts'
import { openVault } from '../../../src/main/foundation/credentials/index.ts'
import { startNodeChild } from '../../../src/main/foundation/processes/index.ts'

/** Does acts with the vault that the environment names, one a line: `set KEY`, `get KEY`, `delete KEY`, `check`. */
const [directory = '', ...acts] = process.argv.slice(2)
const vault = openVault({ environment: process.env, directory, startChild: startNodeChild })
const secretOf = (key: string): string => `secret of ${key}, ünï ⚷`

async function perform(act: string): Promise<unknown> {
  const [verb, key = ''] = act.split(' ')
  if (verb === 'set') return (await vault.set(key, secretOf(key))) ?? 'set'
  if (verb === 'get') return vault.get(key)
  if (verb === 'delete') return (await vault.delete(key)) ?? 'deleted'
  return (await vault.check()) ?? 'usable'
}
for (const act of acts) {
  const started = performance.now()
  const answer = await perform(act).catch((error: unknown) => {
    if (error instanceof ProvostError) return error.toJSON()
    throw error
  })
  process.stdout.write(`${JSON.stringify({ act, answer, ms: Math.round(performance.now() - started) })}\n`)
}
vault.close()
