import { existsSync, mkdirSync, mkdtempSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { type IncomingHttpHeaders, request } from 'node:http'
import { connect } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createORPCClient } from '@orpc/client'
import { RPCLink } from '@orpc/client/websocket'
import { os, type RouterClient } from '@orpc/server'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { WebSocket } from 'ws'
import { type Right, rights } from '#contract/access.ts'
import { ProvostError } from '#contract/errors.ts'
import { operatorName } from '#contract/ids.ts'
import type { Job } from '#contract/jobs.ts'
import { wireSerializers } from '#contract/wire.ts'
import type { BridgeContext } from '../../src/main/foundation/bridge/index.ts'
import type { ServedConsole } from '../../src/main/hosts/served-console.ts'
import { requestNewUrl, startWebHost, type WebHost } from '../../src/main/hosts/web.ts'

const bridge = os.$context<BridgeContext>()
const seen: string[] = []
const router = {
  who: bridge.handler(({ context }) => context.caller.operator.name),
  wait: bridge.handler(
    ({ signal }) =>
      new Promise<string>((resolve) => {
        seen.push('waiting')
        signal?.addEventListener('abort', () => {
          seen.push('cancelled')
          resolve('cancelled')
        })
      }),
  ),
}

let directory: string
let host: WebHost
let held: readonly Right[]
let now: Date
const others: WebHost[] = []

const exportJob = (operator: string) => ({ operator }) as Job

const servedConsole = (): ServedConsole => ({
  router,
  state: { directory },
  context: (operator, kind) => {
    if (operator === 'nobody') throw new ProvostError('operator.unknown', 'There is no operator nobody.')
    const name = operatorName.parse(operator ?? 'owner')
    return {
      caller: { operator: { name, roles: ['dba'], owner: true }, rights: new Set(held), host: kind },
      onFault: (_, path, error) => seen.push(`fault ${path} ${error}`),
      onRefused: () => {},
    }
  },
  jobs: {
    show: (id) => {
      if (id === 'aaaaaaaa') return { job: exportJob('owner') }
      if (id === 'bbbbbbbb') return { job: exportJob('somebody else') }
      throw new ProvostError('job.unknown', 'There is no such job.')
    },
    fileOf: () => ({ name: 'people ü.csv', path: join(directory, 'people.csv') }),
  },
})

const start = (options: { port?: number; operator?: string } = {}): Promise<WebHost> =>
  startWebHost({ console: servedConsole(), pageDirectory: join(directory, 'page'), clock: () => now, ...options })

beforeEach(async () => {
  seen.length = 0
  held = rights
  now = new Date('2026-11-20T08:00:00Z')
  directory = mkdtempSync(join(tmpdir(), 'provost-web-'))
  mkdirSync(join(directory, 'page', 'assets'), { recursive: true })
  writeFileSync(
    join(directory, 'page', 'index.html'),
    '<meta property="csp-nonce" nonce="__CSP_NONCE__"><script nonce="__CSP_NONCE__"></script>',
  )
  writeFileSync(join(directory, 'page', 'assets', 'main-1a2b.js'), `// ${'console '.repeat(400)}`)
  writeFileSync(join(directory, 'secret.txt'), 'not of the page')
  writeFileSync(join(directory, 'people.csv'), 'id;name\r\n')
  host = await start()
})
afterEach(async () => {
  for (const each of [host, ...others.splice(0)]) await each.close()
  rmSync(directory, { recursive: true })
})

interface Answer {
  readonly status: number
  readonly headers: IncomingHttpHeaders
  readonly body: string
}

const ask = (path: string, headers: Record<string, string> = {}, method = 'GET', to = host): Promise<Answer> =>
  new Promise((resolve, reject) => {
    const asked = request({ host: '127.0.0.1', port: to.port, path, method, headers, agent: false }, (response) => {
      const parts: Buffer[] = []
      response.on('data', (part: Buffer) => parts.push(part))
      response.on('end', () =>
        resolve({ status: response.statusCode ?? 0, headers: response.headers, body: Buffer.concat(parts).toString() }),
      )
    })
    asked.on('error', reject)
    asked.end()
  })

const pathOf = (url: string): string => new URL(url).pathname + new URL(url).search
const cookieFrom = (answer: Answer): string => answer.headers['set-cookie']?.[0]?.split(';')[0] ?? ''
const enter = async (to = host, url = to.url): Promise<string> => cookieFrom(await ask(pathOf(url), {}, 'GET', to))

const dial = (headers: Record<string, string>, path = '/rpc'): Promise<WebSocket> =>
  new Promise((resolve, reject) => {
    const socket = new WebSocket(`ws://127.0.0.1:${host.port}${path}`, { headers })
    socket.on('open', () => resolve(socket))
    socket.on('unexpected-response', (_, response) => reject(new Error(String(response.statusCode))))
    socket.on('error', reject)
  })
const own = () => `http://127.0.0.1:${host.port}`
const bridgeOver = (socket: WebSocket): RouterClient<typeof router> =>
  createORPCClient(new RPCLink({ websocket: socket as unknown as globalThis.WebSocket, customJsonSerializers: wireSerializers }))

test('a token opens the door once: a strict cookie, and an address without the token', async () => {
  const first = await ask(pathOf(host.url))
  expect(first.status).toBe(303)
  expect(first.headers.location).toBe('/')
  expect(first.headers['set-cookie']).toEqual([
    expect.stringMatching(/^provost-[0-9a-f]{12}=[\w-]{43}; Path=\/; HttpOnly; SameSite=Strict; Max-Age=43200$/),
  ])
  const second = await ask(pathOf(host.url))
  expect(second.status).toBe(401)
  expect(second.body).toContain('provost serve url')
  expect((await ask('/', { cookie: cookieFrom(first) })).status).toBe(200)
})

test('a token is void after five minutes and a session after twelve hours', async () => {
  now = new Date('2026-11-20T08:05:00Z')
  expect((await ask(pathOf(host.url))).status).toBe(401)
  const cookie = await enter(host, host.mintUrl())
  now = new Date('2026-11-20T20:04:59Z')
  expect((await ask('/', { cookie })).status).toBe(200)
  now = new Date('2026-11-20T20:05:00Z')
  expect((await ask('/', { cookie })).status).toBe(401)
})

test('a link preview does not use up the token', async () => {
  expect((await ask(pathOf(host.url), {}, 'HEAD')).status).toBe(401)
  expect(await enter()).not.toBe('')
})

test('without a session nothing is served but the way in', async () => {
  for (const path of ['/', '/assets/main-1a2b.js', '/exports/aaaaaaaa', '/anything']) {
    const answer = await ask(path)
    expect(answer.status).toBe(401)
    expect(answer.body).toContain('provost serve url')
    expect(answer.headers['content-security-policy']).toContain("default-src 'none'")
  }
})

test('whoever followed a link from another site is let in on the second step', async () => {
  expect((await ask('/', { 'sec-fetch-site': 'cross-site' })).body).toContain('http-equiv="refresh"')
  expect((await ask('/', { 'sec-fetch-site': 'same-origin' })).body).not.toContain('http-equiv="refresh"')
})

test('the page has a strict policy with a nonce of its own in every answer', async () => {
  const cookie = await enter()
  const [one, other] = [await ask('/', { cookie }), await ask('/', { cookie })]
  const nonce = /nonce="([^"]+)"/.exec(one.body)?.[1]
  expect(one.headers['content-security-policy']).toBe(
    `default-src 'none'; script-src 'self'; style-src 'self' 'nonce-${nonce}'; img-src 'self' data:; font-src 'self'; connect-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'`,
  )
  expect(one.body).not.toContain('__CSP_NONCE__')
  expect(other.body).not.toBe(one.body)
  expect(one.headers).toMatchObject({
    'x-content-type-options': 'nosniff',
    'referrer-policy': 'no-referrer',
    'cross-origin-opener-policy': 'same-origin',
    'cache-control': 'no-store',
  })
})

test('assets are compressed and kept for ever', async () => {
  const cookie = await enter()
  const answer = await ask('/assets/main-1a2b.js', { cookie, 'accept-encoding': 'gzip' })
  expect(answer.headers).toMatchObject({ 'content-encoding': 'gzip', 'content-type': 'text/javascript; charset=utf-8' })
  expect(answer.headers['cache-control']).toContain('immutable')
  expect(Number(answer.headers['content-length'])).toBeLessThan(200)
})

test.each(['evil.example', 'localhost.evil.example:80', '127.0.0.2'])('the Host %s is refused, session or not', async (name) => {
  const cookie = await enter()
  const answer = await ask('/', { host: name, cookie })
  expect(answer.status).toBe(403)
  expect(answer.body).toContain('loopback')
  expect((await ask(pathOf(host.mintUrl()), { host: name })).headers['set-cookie']).toBeUndefined()
})

test('through a tunnel the port is another, and that is right', async () => {
  const cookie = await enter()
  expect((await ask('/', { host: 'localhost:9000', origin: 'http://localhost:9000', cookie })).status).toBe(200)
  const socket = await dial({ host: 'localhost:9000', origin: 'http://localhost:9000', cookie })
  expect(await bridgeOver(socket).who()).toBe('owner')
  socket.close()
})

test.each(['http://evil.example', 'null', 'http://127.0.0.1:1', 'https://localhost.evil.example'])(
  'the Origin %s is refused',
  async (origin) => {
    const cookie = await enter()
    const answer = await ask('/', { origin, cookie })
    expect(answer.status).toBe(403)
    expect(answer.body).toContain('Origin')
    await expect(dial({ origin, cookie })).rejects.toThrow('403')
  },
)

test('the bridge opens for the own page with a session only', async () => {
  const cookie = await enter()
  await expect(dial({ origin: own() })).rejects.toThrow('401')
  await expect(dial({ origin: own(), cookie: `${cookie}x` })).rejects.toThrow('401')
  await expect(dial({ cookie })).rejects.toThrow('403')
  await expect(dial({ origin: own(), cookie, host: 'evil.example' })).rejects.toThrow('403')
  await expect(dial({ origin: own(), cookie }, '/other')).rejects.toThrow('404')
  const socket = await dial({ origin: own(), cookie })
  expect(await bridgeOver(socket).who()).toBe('owner')
  socket.close()
})

test.each([
  '/../secret.txt',
  '/assets/../../secret.txt',
  '/%2e%2e/secret.txt',
  '/..%2fsecret.txt',
  '/..%5csecret.txt',
  '/assets/%2e%2e/%2e%2e/secret.txt',
  '//secret.txt',
  '/secret.txt%00.js',
  '/.',
  '/assets',
])('no path leaves the page: %s', async (path) => {
  const cookie = await enter()
  const answer = await ask(path, { cookie })
  expect(answer.body).not.toContain('not of the page')
  expect([200, 400, 404]).toContain(answer.status)
})

test('a request line that is no path is answered, not fallen over', async () => {
  const answer = await new Promise<string>((resolve) => {
    const socket = connect(host.port, '127.0.0.1', () =>
      socket.write('GET http://evil.example/ HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n'),
    )
    socket.on('data', (data) => resolve(data.toString()))
  })
  expect(answer).toContain('400')
})

test('writing is refused', async () => {
  const answer = await ask('/', { cookie: await enter() }, 'POST')
  expect(answer.status).toBe(405)
  expect(answer.headers.allow).toBe('GET, HEAD')
})

test('the command line gets a new address of a server that runs, and only with its secret', async () => {
  const url = await requestNewUrl(directory)
  expect(url).not.toBe(host.url)
  expect(await enter(host, url)).not.toBe('')
  expect((await ask('/control/url', {}, 'POST')).status).toBe(403)
  expect((await ask('/control/url', { authorization: 'Bearer wrong' }, 'POST')).status).toBe(403)
  expect(statSync(join(directory, 'serving', `${host.port}.json`)).mode & 0o777).toBe(0o600)
})

test('two servers share a workspace; the one started last is asked, and after it the first', async () => {
  await new Promise((resolve) => setTimeout(resolve, 20))
  const second = await start()
  expect(new URL(await requestNewUrl(directory)).port).toBe(String(second.port))
  await second.close()
  expect(new URL(await requestNewUrl(directory)).port).toBe(String(host.port))
})

test('each server has a cookie of its own, so that one does not put out the other', async () => {
  const second = await start()
  others.push(second)
  const both = `${await enter()}; ${await enter(second)}`
  expect((await ask('/', { cookie: both })).status).toBe(200)
  expect((await ask('/', { cookie: both }, 'GET', second)).status).toBe(200)
})

test('where no server runs, that is said, and what a killed one left is removed', async () => {
  await host.close()
  const left = join(directory, 'serving', '1.json')
  writeFileSync(left, JSON.stringify({ port: 1, pid: 2 ** 22 + 1, secret: 'x' }))
  await expect(requestNewUrl(directory)).rejects.toMatchObject({ code: 'serve.not-running' })
  expect(existsSync(left)).toBe(false)
  host = await start()
})

test('a port in use is an error with a remedy', async () => {
  await expect(start({ port: host.port })).rejects.toMatchObject({
    code: 'serve.port-unusable',
    remedy: [expect.stringContaining('--port')],
  })
})

test('an operator nobody knows is refused before anything is served', async () => {
  await expect(start({ operator: 'nobody' })).rejects.toMatchObject({ code: 'operator.unknown' })
})

test('without a built page that is said', async () => {
  await expect(startWebHost({ console: servedConsole(), pageDirectory: directory })).rejects.toMatchObject({ code: 'serve.page-missing' })
})

test('an export is downloaded by whoever made it, and by nobody else', async () => {
  const cookie = await enter()
  const mine = await ask('/exports/aaaaaaaa', { cookie })
  expect(mine.body).toBe('id;name\r\n')
  expect(mine.headers['content-disposition']).toBe("attachment; filename*=UTF-8''people%20%C3%BC.csv")
  expect((await ask('/exports/bbbbbbbb', { cookie })).status).toBe(403)
  expect((await ask('/exports/cccccccc', { cookie })).status).toBe(404)
  expect((await ask('/exports/..%2f..%2fsecret', { cookie })).status).toBe(404)
  held = ['jobs.read']
  expect((await ask('/exports/aaaaaaaa', { cookie })).status).toBe(403)
})

test('an export whose file is gone says so', async () => {
  rmSync(join(directory, 'people.csv'))
  const answer = await ask('/exports/aaaaaaaa', { cookie: await enter() })
  expect(answer.status).toBe(410)
})

test('closing the socket cancels the calls in flight', async () => {
  const socket = await dial({ origin: own(), cookie: await enter() })
  const waiting = bridgeOver(socket)
    .wait()
    .catch((error: unknown) => error)
  await expect.poll(() => seen).toEqual(['waiting'])
  socket.close()
  await expect.poll(() => seen).toEqual(['waiting', 'cancelled'])
  expect(await waiting).toBeInstanceOf(Error)
})

test('closing the server rejects the calls in flight and frees the port', async () => {
  const socket = await dial({ origin: own(), cookie: await enter() })
  const closed = new Promise<number>((resolve) => socket.on('close', resolve))
  const waiting = bridgeOver(socket)
    .wait()
    .catch((error: unknown) => error)
  await expect.poll(() => seen).toContain('waiting')
  const { port } = host
  await host.close()
  expect(await closed).toBe(1001)
  expect(await waiting).toBeInstanceOf(Error)
  await expect.poll(() => seen).toContain('cancelled')
  host = await start({ port })
  expect(host.port).toBe(port)
})

test('a message over the limit ends that socket and nothing else', async () => {
  const cookie = await enter()
  const socket = await dial({ origin: own(), cookie })
  const closed = new Promise<number>((resolve) => socket.on('close', resolve))
  socket.send('x'.repeat(9 * 1024 * 1024))
  expect(await closed).toBe(1009)
  const next = await dial({ origin: own(), cookie })
  expect(await bridgeOver(next).who()).toBe('owner')
  next.close()
})
