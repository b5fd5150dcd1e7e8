/**
 * What a child may see of our environment: where things are, in which language, which desktop session.
 * Never PG*, MYSQL_*, a password or a passphrase; NODE_OPTIONS would change what runs.
 */
const allowed = new Set([
  'PATH',
  'HOME',
  'USER',
  'LOGNAME',
  'LANG',
  'LANGUAGE',
  'TZ',
  'TMPDIR',
  'TEMP',
  'TMP',
  'SYSTEMROOT',
  'WINDIR',
  'COMSPEC',
  'PATHEXT',
  'APPDATA',
  'LOCALAPPDATA',
  'USERPROFILE',
  'USERNAME',
  'XDG_RUNTIME_DIR',
  'XDG_DATA_HOME',
  'XDG_CONFIG_HOME',
  'XDG_SESSION_TYPE',
  'DBUS_SESSION_BUS_ADDRESS',
  'DISPLAY',
  'WAYLAND_DISPLAY',
  'XAUTHORITY',
])

/** The environment of a child, made from ours. Under Electron its binary must be told to be Node. */
export function childEnvironment(environment: NodeJS.ProcessEnv, underElectron: boolean): NodeJS.ProcessEnv {
  const kept = Object.entries(environment).filter(([name]) => {
    const upper = name.toUpperCase()
    return allowed.has(upper) || upper.startsWith('LC_')
  })
  return { ...Object.fromEntries(kept), ...(underElectron ? { ELECTRON_RUN_AS_NODE: '1' } : {}) }
}
