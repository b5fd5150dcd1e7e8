#!/usr/bin/env -S node --max-semi-space-size=8
// Short-lived objects get 8 MB, not as much as there is: so a run over a thousand tenants takes hardly more memory than one over a hundred.
import { printFailure } from './cli/output.ts'
import { createProgram, failureOf } from './cli/program.ts'
import { outliveOutput, outputProblem } from './cli/stdio.ts'

/** Known before the arguments are parsed, because a call that cannot be parsed still has to answer in JSON. */
const json = process.argv.includes('--json')

outliveOutput()
try {
  const program = await createProgram(process.argv.slice(2))
  await program.parseAsync()
} catch (error) {
  const failure = failureOf(error, json)
  process.exitCode = typeof failure === 'number' ? failure : printFailure(failure, json)
}
const unwritten = await outputProblem()
// Told where there is still a place for it, and never as an answer.
if (unwritten !== null) process.exitCode = printFailure(unwritten, false)
