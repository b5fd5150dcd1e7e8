import { openTunnel, type Tunnel } from './open-tunnel.ts'

/**
 * Logs in by `login`, through a tunnel where the connection has one. Whoever came in just as a tunnel died goes through a new
 * one, once; what fails then is told in ssh's words where ssh is the cause.
 */
export const throughTunnel = async <Session>(
  { ssh, host, port }: { readonly ssh?: string | null; readonly host: string; readonly port: number },
  connectTimeoutMs: number,
  login: (tunnel: Tunnel | null) => Promise<Session>,
): Promise<Session> => {
  if (ssh === undefined || ssh === null) return login(null)
  for (let attempt = 1; ; attempt++) {
    const tunnel = await openTunnel({ ssh, host, port }, { deadlineMs: connectTimeoutMs })
    try {
      return await login(tunnel)
    } catch (error) {
      const problem = await tunnel.explain(error)
      if (attempt === 2 || tunnel.alive) throw problem
    } finally {
      tunnel.release()
    }
  }
}
