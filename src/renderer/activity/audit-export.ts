import { client } from '../bridge/index.ts'

const pageSize = 5000

/** The whole log as lines of JSON, oldest first, so that its chain can be checked outside the console. */
export async function readWholeAudit(
  signal: AbortSignal,
  onProgress: (entries: number) => void,
): Promise<{ readonly text: Blob; readonly entries: number }> {
  const parts: string[] = []
  let after: number | null = 0
  let entries = 0
  while (after !== null) {
    const page: Awaited<ReturnType<typeof client.audit.export>> = await client.audit.export({ after, limit: pageSize }, { signal })
    parts.push(page.entries.map((entry) => `${JSON.stringify(entry)}\n`).join(''))
    entries += page.entries.length
    onProgress(entries)
    after = page.next
  }
  return { text: new Blob(parts, { type: 'application/x-ndjson' }), entries }
}
