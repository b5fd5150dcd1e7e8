import { defaultPool, type EngineConfig, makeScratch } from '../../../src/main/engines/index.ts'
import { startNodeChild } from '../../../src/main/foundation/processes/index.ts'

/** Makes a scratch copy, says where it is, and holds it without end. */
const config = JSON.parse(process.argv[2] ?? '') as EngineConfig
const scratch = await makeScratch(
  config,
  {
    pool: defaultPool,
    readWrite: false,
    password: async () => process.argv[3] ?? null,
    applicationName: 'provost-test',
    startChild: startNodeChild,
  },
  'clone',
)
process.stdout.write(`scratch ${scratch.config.engine === 'sqlite' ? scratch.config.path : scratch.config.database}\n`)
setInterval(() => {}, 1000)
