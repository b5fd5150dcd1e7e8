import { afterEach, expect, test } from 'vitest'
import { ProvostError } from '#contract/errors.ts'
import { ChildFault, RequestChild, startNodeChild } from './index.ts'

const module = new URL('./fixtures/answering-child.ts', import.meta.url)
const open: RequestChild[] = []
const child = (): RequestChild => {
  const made = new RequestChild(() => startNodeChild(module))
  open.push(made)
  return made
}
afterEach(() => {
  for (const each of open.splice(0)) each.close()
})

const alive = (pid: number): boolean => {
  try {
    process.kill(pid, 0)
    return true
  } catch {
    return false
  }
}
const pidOf = async (each: RequestChild): Promise<number> => Number(await each.request('pid'))

test('values come back as they were, big integers and bytes included', async () => {
  const value = { big: 9007199254740993n, bytes: new Uint8Array([0, 255]), nothing: undefined, list: [null, 'ü'] }
  expect(await child().request(value)).toEqual(value)
})

test('requests asked together are answered in turn by one child', async () => {
  const each = child()
  expect(await Promise.all([1, 2, 3].map((n) => each.request(n)))).toEqual([1, 2, 3])
  expect(await pidOf(each)).toBe(await pidOf(each))
})

test('an error of ours arrives as itself, a library fault with its name and code', async () => {
  const each = child()
  const problem = await each.request('problem').catch((error: unknown) => error)
  expect(problem).toBeInstanceOf(ProvostError)
  expect(problem).toMatchObject({ code: 'table.gone', title: 'The table is gone.', detail: 'words', remedy: ['Reload.'] })
  const fault = await each.request('fault').catch((error: unknown) => error)
  expect(fault).toBeInstanceOf(ChildFault)
  expect(fault).toMatchObject({ name: 'SqliteError', code: 'SQLITE_BUSY', message: 'database is locked' })
})

test('a child that hangs is killed at the deadline, and the next request has a new one', async () => {
  const each = child()
  const pid = await pidOf(each)
  await expect(each.request('hang', { deadlineMs: 200 })).rejects.toMatchObject({ code: 'child.deadline', retryable: true })
  await expect.poll(() => alive(pid)).toBe(false)
  expect(await pidOf(each)).not.toBe(pid)
})

test('an abort kills the child at once and is a cancelling, not a failure', async () => {
  const each = child()
  const pid = await pidOf(each)
  const stop = new AbortController()
  const asked = each.request('hang', { signal: stop.signal })
  setTimeout(() => stop.abort(), 50)
  await expect(asked).rejects.toMatchObject({ code: 'call.cancelled' })
  await expect.poll(() => alive(pid)).toBe(false)
})

test('an abort whose reason is one of our errors gives that error', async () => {
  const reason = new ProvostError('call.deadline', 'The call took too long.')
  await expect(child().request('hello', { signal: AbortSignal.abort(reason) })).rejects.toBe(reason)
})

test('a request cancelled while it waits leaves the running one alone', async () => {
  const each = child()
  const pid = await pidOf(each)
  const stop = new AbortController()
  const first = each.request('first')
  const second = each.request('second', { signal: stop.signal })
  const third = each.request('third')
  stop.abort()
  await expect(second).rejects.toMatchObject({ code: 'call.cancelled' })
  expect(await first).toBe('first')
  expect(await third).toBe('third')
  expect(await pidOf(each)).toBe(pid)
})

test('a child that dies says how, and what waited behind it is still answered', async () => {
  const each = child()
  const dying = each.request('die')
  const behind = each.request('behind')
  await expect(dying).rejects.toMatchObject({ code: 'child.failed', detail: 'exit status 7: something native broke' })
  expect(await behind).toBe('behind')
})

test('a module that is not there is a failed child with its words', async () => {
  const each = new RequestChild(() => startNodeChild(new URL('./no-such-child.ts', import.meta.url)))
  await expect(each.request('hello')).rejects.toMatchObject({ code: 'child.failed', detail: expect.stringContaining('no-such-child') })
})

test('closing rejects what is open and ends the child', async () => {
  const each = child()
  const pid = await pidOf(each)
  const asked = each.request('hang')
  const waits = each.request('waits')
  each.close()
  await expect(asked).rejects.toMatchObject({ code: 'call.cancelled' })
  await expect(waits).rejects.toMatchObject({ code: 'call.cancelled' })
  await expect.poll(() => alive(pid)).toBe(false)
  await expect(each.request('more')).rejects.toMatchObject({ code: 'child.failed' })
})

test('no secret of the environment reaches the child', async () => {
  process.env['PGPASSWORD'] = 'hunter2'
  process.env['PROVOST_VAULT_PASSPHRASE'] = 'hunter3'
  try {
    const names = await child().request('environment')
    expect(names).toContain('PATH')
    expect(names).not.toContain('PGPASSWORD')
    expect(names).not.toContain('PROVOST_VAULT_PASSPHRASE')
  } finally {
    delete process.env['PGPASSWORD']
    delete process.env['PROVOST_VAULT_PASSPHRASE']
  }
})

test('a child that rests too long is ended, and the next request has a new one', async () => {
  const each = new RequestChild(() => startNodeChild(module), { idleMs: 50 })
  open.push(each)
  const pid = await pidOf(each)
  await expect.poll(() => alive(pid)).toBe(false)
  expect(await pidOf(each)).not.toBe(pid)
})
