/** A server's short name: the host without its domain and port, or the last folder of a path. */
export function shortServer(server: string): string {
  if (/[\\/]/.test(server)) return server.split(/[\\/]/).filter(Boolean).at(-1) ?? server
  const [, host = server] = /^(.*?)(?::\d+)?$/.exec(server) ?? []
  return /^[\d.]+$/.test(host) || host.startsWith('[') ? server : (host.split('.')[0] ?? host)
}
