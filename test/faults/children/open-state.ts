import { ProvostError } from '#contract/errors.ts'
import { openState } from '../../../src/main/foundation/state/index.ts'

/** Opens a workspace, writes once and says how that went. */
try {
  const state = openState(process.argv[2] ?? '')
  state.write(() => state.database.prepare('INSERT INTO meta VALUES (?, ?)').run(`process ${process.pid}`, 'was here'))
  state.close()
  console.log('ok')
} catch (error) {
  if (!(error instanceof ProvostError)) throw error
  console.log(JSON.stringify(error))
}
