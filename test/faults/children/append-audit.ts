import { openAuditLog } from '../../../src/main/foundation/audit/index.ts'
import { openState } from '../../../src/main/foundation/state/index.ts'

/** Appends lines to the audit log of a workspace as fast as it can. */
const [directory = '', operator = '', count = '0'] = process.argv.slice(2)
const state = openState(directory)
const audit = openAuditLog(state)
for (let n = 1; n <= Number(count); n += 1) {
  audit.append({ operator, roles: ['dba'], action: 'connection.add', target: `campus ${n}`, outcome: 'done', detail: { n } })
  if (n % 10 === 0) process.stdout.write(`appended ${n}\n`)
}
state.close()
