import { homedir } from 'node:os'
import { join } from 'node:path'

/**
 * Where the workspace is when nobody says: the user's data directory of the platform, then `Provost`.
 * On Windows the local and not the roaming one: a database with a write-ahead log must not be synchronised.
 */
export function defaultWorkspaceDirectory(environment: NodeJS.ProcessEnv, platform: NodeJS.Platform = process.platform): string {
  const home = environment['HOME'] || environment['USERPROFILE'] || homedir()
  if (platform === 'win32') return join(environment['LOCALAPPDATA'] || join(home, 'AppData', 'Local'), 'Provost')
  if (platform === 'darwin') return join(home, 'Library', 'Application Support', 'Provost')
  return join(environment['XDG_DATA_HOME'] || join(home, '.local', 'share'), 'Provost')
}

/** Where the demo campus is made when nobody says: beside the real workspace, under a name that cannot be taken for it. */
export function demoWorkspaceDirectory(environment: NodeJS.ProcessEnv, platform: NodeJS.Platform = process.platform): string {
  return `${defaultWorkspaceDirectory(environment, platform)} Demo`
}
