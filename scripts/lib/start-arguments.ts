import { parseArgs } from 'node:util'
import { defaultWorkspaceDirectory, demoWorkspaceDirectory, isWorkspace } from '../../src/main/foundation/state/index.ts'

export const usage = `npm start -- [options]

  --workspace DIR   the workspace to open (PROVOST_WORKSPACE else; else yours; else the demo campus)
  --no-open         serve the browser console and print its address, without opening anything
  --browser         serve the browser console even where the desktop program could run
  --port N          the port of the browser console (else one that is free)
  --as OPERATOR     who acts (else the workspace's owner)
`

export interface StartArguments {
  readonly workspace: string | undefined
  readonly open: boolean
  readonly browser: boolean
  readonly port: string | undefined
  readonly operator: string | undefined
}

/** Reads what follows `npm start --`. @throws TypeError naming the argument that is wrong */
export function parseStartArguments(args: readonly string[]): StartArguments | 'help' {
  const { values } = parseArgs({
    args: [...args],
    options: {
      workspace: { type: 'string' },
      'no-open': { type: 'boolean' },
      browser: { type: 'boolean' },
      port: { type: 'string' },
      as: { type: 'string' },
      help: { type: 'boolean', short: 'h' },
    },
  })
  if (values.help === true) return 'help'
  return {
    workspace: values.workspace,
    open: values['no-open'] !== true,
    browser: values.browser === true || values['no-open'] === true,
    port: values.port,
    operator: values.as,
  }
}

export interface ChosenWorkspace {
  readonly directory: string
  /** The demo campus is to be made there first. */
  readonly makeDemo: boolean
}

/**
 * The workspace to open: the one named; else the user's own where there is one; else the demo campus, which has a
 * workspace of its own beside it, so that nothing of the demo is ever found in a real one.
 */
export function chooseWorkspace(named: string | undefined, environment: NodeJS.ProcessEnv): ChosenWorkspace {
  const given = named || environment['PROVOST_WORKSPACE']
  if (given) return { directory: given, makeDemo: false }
  const own = defaultWorkspaceDirectory(environment)
  if (isWorkspace(own)) return { directory: own, makeDemo: false }
  const demo = demoWorkspaceDirectory(environment)
  return { directory: demo, makeDemo: !isWorkspace(demo) }
}
