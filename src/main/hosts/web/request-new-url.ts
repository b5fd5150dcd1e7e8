import { z } from 'zod'
import { ProvostError } from '#contract/errors.ts'
import { announcedServers, type ControlFile } from './control-files.ts'

const reply = z.object({ url: z.string() })

const ask = async ({ port, secret }: ControlFile): Promise<string | null> => {
  try {
    const response = await fetch(`http://127.0.0.1:${port}/control/url`, {
      method: 'POST',
      headers: { Authorization: `Bearer ${secret}` },
      signal: AbortSignal.timeout(3000),
    })
    return response.ok ? reply.parse(await response.json()).url : null
  } catch {
    // Gone, or another program has its port: the next one is asked, and where none is left that is said.
    return null
  }
}

/** A new address for a console that is being served from this workspace, the one started last where there are several. */
export async function requestNewUrl(directory: string): Promise<string> {
  for (const control of announcedServers(directory)) {
    const url = await ask(control)
    if (url !== null) return url
  }
  throw new ProvostError('serve.not-running', 'No console is being served from this workspace.', {
    detail: directory,
    remedy: ['Run provost serve.', 'Where it runs on another workspace, name that with --workspace.'],
  })
}
