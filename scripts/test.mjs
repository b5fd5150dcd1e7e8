// npm test: see lib/test.ts.
import { runOnProjectNode } from './lib/bootstrap.mjs'

runOnProjectNode('scripts/lib/test.ts', process.argv.slice(2))
