import { randomBytes } from 'node:crypto'
import { existsSync, readdirSync } from 'node:fs'
import { readFile } from 'node:fs/promises'
import { extname, join, sep } from 'node:path'
import { fileURLToPath } from 'node:url'
import { ProvostError } from '#contract/errors.ts'
import { contentSecurityPolicy, securityHeaders } from './content-security-policy.ts'

const contentTypes: Readonly<Record<string, string>> = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.json': 'application/json; charset=utf-8',
  '.map': 'application/json; charset=utf-8',
  '.svg': 'image/svg+xml',
  '.png': 'image/png',
  '.ico': 'image/x-icon',
  '.woff2': 'font/woff2',
  '.woff': 'font/woff',
}

export interface PageFile {
  readonly body: Buffer
  readonly headers: Readonly<Record<string, string>>
}

/** The built page's files, by the path a browser asks for. */
export interface PageFiles {
  /** The file at this path, null where the page has none. `/` is the page itself, with a nonce made for this one answer. */
  read(path: string): Promise<PageFile | null>
}

/** Where the build leaves the page: beside `out/main`; seen from the sources, under `out` at the project's root. */
export const builtPageDirectory = (): string => {
  const built = new URL('../renderer/', import.meta.url)
  return fileURLToPath(existsSync(built) ? built : new URL('../../../../out/renderer/', import.meta.url))
}

/**
 * Opens the page built into a directory. Its files are listed once and a request is looked up in that list,
 * so that no path whatever can reach a file outside it.
 */
export function openPageFiles(directory: string): PageFiles {
  if (!existsSync(join(directory, 'index.html')))
    throw new ProvostError('serve.page-missing', "The console's page has not been built.", {
      detail: directory,
      remedy: ['Run npm run build.'],
    })
  const files = new Map(
    readdirSync(directory, { recursive: true, withFileTypes: true })
      .filter((entry) => entry.isFile())
      .map((entry) => join(entry.parentPath, entry.name))
      .map((file) => [file.slice(join(directory, sep).length).split(sep).join('/'), file]),
  )

  const page = async (): Promise<PageFile> => {
    const nonce = randomBytes(18).toString('base64')
    const html = await readFile(join(directory, 'index.html'), 'utf8')
    return {
      body: Buffer.from(html.replaceAll('__CSP_NONCE__', nonce)),
      headers: {
        ...securityHeaders,
        'Content-Type': 'text/html; charset=utf-8',
        'Content-Security-Policy': contentSecurityPolicy(nonce),
        'Cache-Control': 'no-store',
      },
    }
  }

  return {
    async read(path) {
      const name = path.slice(1)
      if (name === '' || name === 'index.html') return page()
      const file = files.get(name)
      if (file === undefined) return null
      return {
        body: await readFile(file),
        headers: {
          ...securityHeaders,
          'Content-Type': contentTypes[extname(file)] ?? 'application/octet-stream',
          // Asset names hold the hash of their content, so a copy is good for ever.
          'Cache-Control': name.startsWith('assets/') ? 'private, max-age=31536000, immutable' : 'private, no-cache',
        },
      }
    },
  }
}
