import { ProvostError } from '#contract/errors.ts'

/** A signal that ends with the caller's own, or after `ms` with a reason of ours. */
export interface Deadline {
  readonly signal: AbortSignal
  /** Milliseconds left; at least one, since zero means "for ever" to drivers. */
  left(): number
  /** Does work that the time is not for: a vault, a person or a command may take longer than a server. */
  without<Value>(work: () => Promise<Value>): Promise<Value>
  /** Does work that ends by a limit of its own within the time there is: the time goes on, and its end waits for the work's. */
  holding<Value>(work: () => Promise<Value>): Promise<Value>
  end(): void
}

export const deadline = (ms: number, caller: AbortSignal, reason: () => ProvostError): Deadline => {
  const controller = new AbortController()
  let until = performance.now() + ms
  const left = (): number => Math.max(1, Math.round(until - performance.now()))
  const arm = (): NodeJS.Timeout => setTimeout(() => controller.abort(reason()), left())
  let timer = arm()
  const paused = async <Value>(work: () => Promise<Value>): Promise<Value> => {
    clearTimeout(timer)
    try {
      return await work()
    } finally {
      timer = arm()
    }
  }
  return {
    signal: AbortSignal.any([caller, controller.signal]),
    left,
    without: (work) =>
      paused(async () => {
        const start = performance.now()
        try {
          return await work()
        } finally {
          until += performance.now() - start
        }
      }),
    holding: paused,
    end: () => clearTimeout(timer),
  }
}

/** The host took the connection, or not even that, and then stayed silent. */
export const silent = (address: string, ms: number): ProvostError =>
  new ProvostError('connection.timeout', `${address} did not answer within ${ms / 1000} s.`, {
    remedy: [
      'Check the host and the port: another service, or a firewall, may stay silent there.',
      'Check the VPN.',
      'Try again in half a minute: a server that is starting may take the connection and stay silent.',
      'Raise the connect time-out for a slow network.',
    ],
    retryable: true,
  })
