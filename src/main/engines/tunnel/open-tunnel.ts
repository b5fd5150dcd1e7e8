import { Socket } from 'node:net'
import { ProvostError } from '#contract/errors.ts'
import { cancelled } from '../../foundation/processes/index.ts'
import { sshTimeout } from './ssh-problem.ts'
import { parseSshTarget } from './ssh-target.ts'
import { SshTunnel } from './ssh-tunnel.ts'

/** How long a tunnel is kept with nobody in it. */
const idleMs = 60_000

export interface TunnelRequest {
  /** `USER@HOST[:PORT]` */
  readonly ssh: string
  /** The database, as the SSH server sees it. */
  readonly host: string
  readonly port: number
}

/** A share in a tunnel. It is kept for as long as the share or one of its sockets is open. */
export interface Tunnel {
  /** Where it begins. */
  readonly host: '127.0.0.1'
  readonly port: number
  /** What the SSH server showed and how the login was made, in one sentence. */
  readonly evidence: string
  /** A socket that is not connected yet. */
  socket(): Socket
  /** A socket on its way to the database. */
  connect(): Socket
  /**
   * Sees that the far end opens: the database speaks, or stays silent for longer than a refusal would take.
   * @throws ProvostError `connection.ssh-failed`
   */
  prove(signal?: AbortSignal): Promise<void>
  /** A failure met through the tunnel, in the SSH server's words where it is the cause. */
  explain(error: unknown): Promise<unknown>
  /** False once its ssh has ended. */
  readonly alive: boolean
  release(): void
}

interface Shared {
  readonly key: string
  readonly starting: Promise<SshTunnel>
  users: number
  idle: NodeJS.Timeout | undefined
}

/** One tunnel per SSH server and database server, shared by every pool that goes there. */
const open = new Map<string, Shared>()

const share = (request: TunnelRequest, deadlineMs: number): Shared => {
  const key = JSON.stringify([request.ssh, request.host, request.port])
  const present = open.get(key)
  if (present !== undefined) return present
  const place = { target: parseSshTarget(request.ssh), host: request.host, port: request.port }
  const shared: Shared = { key, starting: SshTunnel.start(place, deadlineMs), users: 0, idle: undefined }
  open.set(key, shared)
  const forget = (): void => {
    clearTimeout(shared.idle)
    // The next one who asks starts a new one.
    if (open.get(key) === shared) open.delete(key)
  }
  shared.starting.then(({ ended }) => ended.then(forget), forget)
  return shared
}

const end = (shared: Shared): void => {
  if (open.get(shared.key) === shared) open.delete(shared.key)
  void shared.starting.then(
    (tunnel) => tunnel.end(),
    () => {},
  )
}

const hold = (shared: Shared): (() => void) => {
  clearTimeout(shared.idle)
  shared.users += 1
  let held = true
  return () => {
    if (!held) return
    held = false
    shared.users -= 1
    if (shared.users > 0) return
    shared.idle = setTimeout(() => end(shared), idleMs)
    shared.idle.unref()
  }
}

/** Whoever joins a tunnel that another began, with more patience, still waits no longer than their own time. */
const within = async <Value>(work: Promise<Value>, ms: number, late: () => ProvostError): Promise<Value> => {
  const { promise, reject } = Promise.withResolvers<never>()
  const timer = setTimeout(() => reject(late()), ms)
  try {
    return await Promise.race([work, promise])
  } finally {
    clearTimeout(timer)
  }
}

const withSignal = async <Value>(work: Promise<Value>, signal: AbortSignal | undefined): Promise<Value> => {
  if (signal === undefined) return work
  if (signal.aborted) throw cancelled(signal)
  const { promise, reject } = Promise.withResolvers<never>()
  const onAbort = (): void => reject(cancelled(signal))
  signal.addEventListener('abort', onAbort, { once: true })
  try {
    return await Promise.race([work, promise])
  } finally {
    signal.removeEventListener('abort', onAbort)
  }
}

/** A refusal takes one trip to the far end; the login before it took several. */
const refusalMs = (tunnel: SshTunnel): number => Math.min(2000, Math.max(150, tunnel.ms / 2))

const proveFarEnd = async (tunnel: SshTunnel, socket: Socket, from: number, signal: AbortSignal | undefined): Promise<void> => {
  const heard = new Promise<boolean>((resolve) => {
    socket.once('data', () => resolve(true)).once('close', () => resolve(false))
    setTimeout(() => resolve(true), refusalMs(tunnel)).unref()
  })
  try {
    if (await withSignal(heard, signal)) return
    throw await tunnel.explain(new ProvostError('connection.reset', 'The tunnel’s far end closed at once.', { retryable: true }), from)
  } finally {
    socket.destroy()
  }
}

/**
 * A share in the tunnel to a database server; starts the tunnel where there is none, or where it has died.
 * @throws ProvostError `connection.ssh-failed`, `connection.ssh-host-key`, `connection.url-invalid`
 */
export const openTunnel = async (
  request: TunnelRequest,
  options: { readonly deadlineMs: number; readonly signal?: AbortSignal },
): Promise<Tunnel> => {
  const shared = share(request, options.deadlineMs)
  const release = hold(shared)
  let tunnel: SshTunnel
  try {
    const place = { target: parseSshTarget(request.ssh), far: `${request.host}:${request.port}` }
    const standing = within(shared.starting, options.deadlineMs + 50, () => sshTimeout(place, options.deadlineMs, []))
    tunnel = await withSignal(standing, options.signal)
  } catch (error) {
    release()
    throw error
  }
  const socket = (): Socket => {
    const held = hold(shared)
    return new Socket().setNoDelay(true).once('close', held)
  }
  const from = tunnel.said
  const connect = (): Socket => socket().connect(tunnel.localPort, '127.0.0.1')
  return {
    host: '127.0.0.1',
    port: tunnel.localPort,
    evidence: tunnel.evidence,
    socket,
    connect,
    prove: (signal) => {
      const line = connect()
      line.on('error', () => {})
      return proveFarEnd(tunnel, line, from, signal)
    },
    explain: (error) => tunnel.explain(error, from),
    get alive() {
      return tunnel.alive
    },
    release,
  }
}

/** Ends the tunnels nobody uses, without waiting for their time. */
export const closeIdleTunnels = (): void => {
  for (const shared of [...open.values()]) {
    if (shared.users > 0) continue
    clearTimeout(shared.idle)
    end(shared)
  }
}
