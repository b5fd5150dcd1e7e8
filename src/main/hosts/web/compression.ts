import type { IncomingMessage } from 'node:http'
import { promisify } from 'node:util'
import { gzip } from 'node:zlib'
import type { PageFile } from '../page/index.ts'

const worthIt = (file: PageFile): boolean => file.body.length > 1024 && /^(text|application)\//.test(file.headers['Content-Type'] ?? '')

/** Compresses the page's assets, each once: through a tunnel it is a third of the bytes. */
export class Compression {
  readonly #kept = new Map<string, Promise<Buffer>>()

  async of(request: IncomingMessage, path: string, file: PageFile): Promise<PageFile> {
    const accepted = /\bgzip\b/.test(String(request.headers['accept-encoding'] ?? ''))
    // The page itself differs with every answer, and is small.
    if (!accepted || !path.startsWith('/assets/') || !worthIt(file)) return file
    const bytes = this.#kept.get(path) ?? promisify(gzip)(file.body)
    this.#kept.set(path, bytes)
    return { body: await bytes, headers: { ...file.headers, 'Content-Encoding': 'gzip', Vary: 'Accept-Encoding' } }
  }
}
