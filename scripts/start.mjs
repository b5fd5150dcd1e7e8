// npm start: see lib/start.ts.
import { runOnProjectNode } from './lib/bootstrap.mjs'

runOnProjectNode('scripts/lib/start.ts', process.argv.slice(2))
