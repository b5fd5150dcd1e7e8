// npm run -s provost -- …: see lib/provost.ts.
import { runOnProjectNode } from './lib/bootstrap.mjs'

runOnProjectNode('scripts/lib/provost.ts', process.argv.slice(2))
