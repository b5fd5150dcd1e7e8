export { closeIdleTunnels, openTunnel, type Tunnel, type TunnelRequest, tunnelOf } from './open-tunnel.ts'
export { parseSshTarget, type SshTarget } from './ssh-target.ts'
