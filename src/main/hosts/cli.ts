#!/usr/bin/env node
import { printFailure } from './cli/output.ts'
import { createProgram, failureOf } from './cli/program.ts'

/** Known before the arguments are parsed, because a call that cannot be parsed still has to answer in JSON. */
const json = process.argv.includes('--json')

try {
  const program = await createProgram(process.argv.slice(2))
  await program.parseAsync()
} catch (error) {
  const failure = failureOf(error, json)
  process.exitCode = typeof failure === 'number' ? failure : printFailure(failure, json)
}
