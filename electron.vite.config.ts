import { globSync } from 'node:fs'
import { basename, resolve } from 'node:path'
import react from '@vitejs/plugin-react'
import { defineConfig } from 'electron-vite'

/**
 * Every host, and every module that is started as a child process, is an entry of its own. A child is named `*-child.ts`;
 * foundation/processes holds what starts children, and no child itself.
 */
const mainEntries = (): Record<string, string> => {
  const hosts = ['electron', 'cli'].map((name) => `src/main/hosts/${name}.ts`)
  const children = globSync('src/main/**/*-child.ts', {
    cwd: import.meta.dirname,
    exclude: (path) => path.endsWith('processes') || path.endsWith('fixtures'),
  })
  const files = [...hosts, ...children].map((file) => resolve(import.meta.dirname, file))
  return Object.fromEntries(files.map((file) => [basename(file, '.ts'), file]))
}

export default defineConfig({
  main: {
    build: {
      sourcemap: true,
      // Of hundreds of small modules each: to look each of them up takes longer than all else a command does at its start.
      externalizeDeps: { exclude: ['kysely', 'zod', '@orpc/client', '@orpc/contract', '@orpc/server', 'commander', 'csv-stringify'] },
      rolldownOptions: {
        input: mainEntries(),
        // Flat: a module that starts `./sqlite-child.js` may land in a shared chunk, and must find its child beside it.
        output: { entryFileNames: '[name].js', chunkFileNames: '[name]-[hash].js' },
      },
    },
  },
  preload: {
    build: {
      // A sandboxed preload is CommonJS and loads no other file.
      externalizeDeps: false,
      rolldownOptions: {
        input: { index: resolve(import.meta.dirname, 'src/preload/index.ts') },
        output: { format: 'cjs', entryFileNames: '[name].cjs' },
      },
    },
  },
  renderer: {
    root: 'src/renderer',
    plugins: [react()],
    html: { cspNonce: '__CSP_NONCE__' },
    build: {
      minify: true,
      sourcemap: true,
      // The content security policy allows no font from a data: URL, so nothing is inlined.
      assetsInlineLimit: 0,
      rolldownOptions: { input: resolve(import.meta.dirname, 'src/renderer/index.html') },
    },
  },
})
