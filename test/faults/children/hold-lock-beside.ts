import { holdLockBeside } from '../../../src/main/foundation/state/index.ts'

/** Takes the lock of a file, says so, and keeps it without end; or says that it was not to be had. With a third argument it lets go and ends. */
const [, , file = '', waitMs = '0', then = 'hold'] = process.argv
const letGo = await holdLockBeside(file, Number(waitMs))
process.stdout.write(letGo === null ? 'not had\n' : 'had\n')
if (letGo !== null && then === 'hold') setInterval(() => {}, 1000)
else letGo?.()
