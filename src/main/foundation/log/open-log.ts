import { join } from 'node:path'
import { pino } from 'pino'
import { withoutSecrets } from '../audit/index.ts'
import { inWorkspace, makeFolder } from '../state/index.ts'
import { RotatingFile } from './rotating-file.ts'

/** What Provost tells whoever looks for the cause of something: chosen fields, never a configuration. */
export interface Log {
  /** Something that happened, with a few plain values. */
  info(event: string, fields?: Readonly<Record<string, string | number | boolean | null>>): void
  /** A bug: its reference as the person was shown it, where it came from, and the error with its causes. */
  fault(reference: string, path: string, error: unknown): void
  close(): void
}

/** Opens the log of a workspace: JSON lines in `logs/provost.log`. */
export function openLog(directory: string): Log {
  const folder = join(directory, 'logs')
  inWorkspace(directory, () => makeFolder(folder, 0o700))
  const lines = pino(
    { base: { process: process.pid }, timestamp: pino.stdTimeFunctions.isoTime },
    new RotatingFile(join(folder, 'provost.log')),
  )
  let open = true
  return {
    info(event, fields = {}) {
      if (open) lines.info(withoutSecrets(fields), event)
    },
    fault(reference, path, error) {
      if (open) lines.error({ reference, path, error: withoutSecrets(described(error)) }, 'fault')
    },
    close() {
      open = false
    },
  }
}

/** An error's own words and place; its other properties may hold anything and stay out. */
function described(error: unknown, depth = 0): unknown {
  if (!(error instanceof Error)) return { message: String(error) }
  const { name, message, stack } = error
  const code = 'code' in error && typeof error.code === 'string' ? error.code : undefined
  return { name, message, code, stack, ...(error.cause === undefined || depth > 3 ? {} : { cause: described(error.cause, depth + 1) }) }
}
