import { createORPCClient } from '@orpc/client'
import { RPCLink } from '@orpc/client/message-port'
import { os } from '@orpc/server'
import { RPCHandler } from '@orpc/server/message-port'
import { describe, expect, it } from 'vitest'
import { cellRows, wireSerializers } from '#contract/wire.ts'

const rows = [
  [1, 'text', null, true, '9007199254740993', { $bytes: 'AAEC' }],
  [-0.5, '"quoted"\n', 'Infinity', false, '', { $hidden: 'role' as const }],
]

describe('rows of cells', () => {
  it('arrive through a transport as they left', async () => {
    const { port1, port2 } = new MessageChannel()
    const router = { rows: os.handler(() => ({ rows: cellRows(rows), beside: [new Date(0)] })) }
    new RPCHandler(router, { customJsonSerializers: wireSerializers }).upgrade(port2)
    const client: { rows(): Promise<unknown> } = createORPCClient(new RPCLink({ port: port1, customJsonSerializers: wireSerializers }))
    expect(await client.rows()).toEqual({ rows, beside: [new Date(0)] })
    port1.close()
  })

  it('are refused where the wire brings something that is not text', () => {
    expect(() => wireSerializers[0].deserialize({ rows })).toThrowError(TypeError)
  })
})
