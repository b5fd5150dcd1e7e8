import { openVault } from '../../../src/main/foundation/credentials/index.ts'
import { startNodeChild } from '../../../src/main/foundation/processes/index.ts'

/** Stores secrets in the file vault one after the other, and says each that is kept. */
const [directory = '', name = '', count = '0'] = process.argv.slice(2)
const vault = openVault({ environment: process.env, directory, startChild: startNodeChild })
for (let n = 1; n <= Number(count); n += 1) {
  await vault.set(`${name} ${n}`, `secret ${n}`)
  process.stdout.write(`kept ${n}\n`)
}
vault.close()
