import { createHash } from 'node:crypto'
import { z } from 'zod'
import { ProvostError } from '#contract/errors.ts'

/** A text under AES-256-GCM; all three in base64. */
const sealed = z.object({ nonce: z.base64(), text: z.base64(), tag: z.base64() })
export type Sealed = z.infer<typeof sealed>

const content = z.object({
  format: z.literal('provost-vault-1'),
  /** Bounds keep a changed file from taking all memory, and from asking for a weak key. */
  scrypt: z.object({
    salt: z.base64(),
    cost: z.int().min(16_384).max(1_048_576),
    blockSize: z.int().min(8).max(16),
    parallelization: z.int().min(1).max(4),
  }),
  /** A known text: tells a wrong passphrase from a damaged entry. */
  check: sealed,
  entries: z.record(z.string(), sealed),
})
export type VaultContent = z.infer<typeof content>
export type ScryptParameters = VaultContent['scrypt']

/** Against damage only, so that it is not taken for a wrong passphrase; forging is for the seals to notice. */
const sumOf = (text: VaultContent): string => createHash('sha256').update(JSON.stringify(text)).digest('hex')

/** The error of a file that is not as we wrote it. */
export const corrupt = (path: string, detail: string): ProvostError =>
  new ProvostError('vault.corrupt', `The vault ${path} is damaged.`, {
    detail,
    remedy: ['Put vault.json back from a backup.', 'Or move it away and enter the passwords again. Provost did not change it.'],
  })

/** Reads what `toText` wrote. */
export function fromText(text: string, path: string): VaultContent {
  let known: unknown
  try {
    known = JSON.parse(text)
  } catch (error) {
    throw corrupt(path, error instanceof Error && text.length > 0 ? 'It is no JSON.' : 'It is empty.')
  }
  const parsed = content.extend({ sum: z.string() }).safeParse(known)
  if (!parsed.success) throw corrupt(path, 'It has not the shape of a vault.')
  const { sum, ...rest } = parsed.data
  if (sum !== sumOf(rest)) throw corrupt(path, 'Its checksum does not fit.')
  return rest
}

/** The whole file. */
export const toText = (vault: VaultContent): string => `${JSON.stringify({ ...vault, sum: sumOf(vault) }, null, 2)}\n`
