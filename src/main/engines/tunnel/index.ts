export { closeIdleTunnels, openTunnel, type Tunnel, type TunnelRequest } from './open-tunnel.ts'
export { parseSshTarget, type SshTarget } from './ssh-target.ts'
export { throughTunnel } from './through-tunnel.ts'
