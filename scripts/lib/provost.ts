import { becomeCommandLine, ensureBuilt } from './build.ts'

// The command line from a checkout: built first where that is needed, with nothing on stdout but its own answer.
ensureBuilt()
await becomeCommandLine(process.argv.slice(2))
