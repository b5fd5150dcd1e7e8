import { ProvostError } from '#contract/errors.ts'

/** A signal that ends with the caller's own, or after `ms` with a reason of ours. */
export interface Deadline {
  readonly signal: AbortSignal
  /** Milliseconds left; at least one, since zero means "for ever" to drivers. */
  left(): number
  end(): void
}

export const deadline = (ms: number, caller: AbortSignal, reason: () => ProvostError): Deadline => {
  const controller = new AbortController()
  const until = performance.now() + ms
  const timer = setTimeout(() => controller.abort(reason()), ms)
  return {
    signal: AbortSignal.any([caller, controller.signal]),
    left: () => Math.max(1, Math.round(until - performance.now())),
    end: () => clearTimeout(timer),
  }
}

/** The host took the connection, or not even that, and then stayed silent. */
export const silent = (address: string, ms: number): ProvostError =>
  new ProvostError('connection.timeout', `${address} did not answer within ${ms / 1000} s.`, {
    remedy: [
      'Check the host and the port: another service, or a firewall, may stay silent there.',
      'Check the VPN.',
      'Raise the connect time-out for a slow network.',
    ],
    retryable: true,
  })
