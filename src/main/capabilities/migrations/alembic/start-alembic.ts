import { childEnvironment, startProgram } from '../../../foundation/processes/index.ts'
import type { InstalledAlembic } from './installed.ts'
import { mainSection } from './project.ts'
import type { AlembicSource } from './source.ts'
import type { Workplace } from './workplace.ts'

type Listeners = Pick<Parameters<typeof startProgram>[2], 'onOutput' | 'onWords'>

/** Starts the project's own alembic in its folder, led by a workplace; it writes nothing into the project. */
export const startAlembic = (
  installed: InstalledAlembic,
  { project }: AlembicSource,
  { iniFile }: Workplace,
  args: readonly string[],
  listeners: Listeners,
): ReturnType<typeof startProgram> =>
  startProgram(installed.path, ['-c', iniFile, '-n', mainSection, ...args], {
    directory: project.directory,
    environment: {
      ...childEnvironment(process.env, false),
      PYTHONUNBUFFERED: '1',
      PYTHONDONTWRITEBYTECODE: '1',
      PYTHONIOENCODING: 'utf-8',
    },
    ...listeners,
  })
