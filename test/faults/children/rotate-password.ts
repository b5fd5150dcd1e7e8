import { rotateByPoints } from '../rotate-by-points.ts'

/** Rotates a password, and ends this process at the n-th point. */
const [directory = '', name = '', at = '0'] = process.argv.slice(2)
const onPoint = (number: number, what: string): void => {
  if (number !== Number(at)) return
  process.stdout.write(`broke at ${what}\n`)
  process.kill(process.pid, 'SIGKILL')
  // The signal may take a moment to come; nothing goes on meanwhile.
  throw new Error(`A fault at ${what}`)
}
process.stdout.write(`${await rotateByPoints({ directory, name, environment: process.env, onPoint })}\n`)
