import { connect as connectTcp, type Socket } from 'node:net'
import { type ConnectionOptions, connect as connectTls, type TLSSocket } from 'node:tls'

interface CancelTarget {
  readonly host: string
  readonly port: number
  readonly tls: ConnectionOptions | false
  readonly accepts: (socket: TLSSocket) => Error | null
  readonly processId: number
  readonly secretKey: number
}

const packet = (...numbers: readonly number[]): Buffer => {
  const bytes = Buffer.alloc(4 + numbers.length * 4)
  bytes.writeInt32BE(bytes.length, 0)
  numbers.forEach((number, index) => {
    bytes.writeInt32BE(number, 4 + index * 4)
  })
  return bytes
}

const sslRequest = 80877103
const cancelRequest = 80877102

/**
 * Asks the server to stop what a session runs: a packet of its own on a connection of its own, by TLS where the session has TLS.
 * The server answers nothing and closes; that it stopped shows on the session.
 */
export const requestCancel = (target: CancelTarget, timeoutMs: number): Promise<void> => {
  const { host, port, tls, accepts, processId, secretKey } = target
  return new Promise((resolve, reject) => {
    const socket = connectTcp(port, host)
    let current: Socket = socket
    const timer = setTimeout(() => finish(new Error('The server took no cancel request in time.')), timeoutMs)
    const finish = (error?: Error): void => {
      clearTimeout(timer)
      current.destroy()
      socket.destroy()
      if (error) reject(error)
      else resolve()
    }
    const send = (): void => {
      current.write(packet(cancelRequest, processId, secretKey))
    }
    socket.on('error', finish)
    socket.once('connect', () => (tls === false ? send() : socket.write(packet(sslRequest))))
    if (tls === false) {
      socket.on('close', () => finish())
      return
    }
    socket.once('data', (answer) => {
      if (answer.toString() !== 'S') return finish(new Error('The server takes no TLS for a cancel request.'))
      const secured = connectTls({ host, ...tls, socket }, () => {
        const refusal = accepts(secured)
        if (refusal === null) send()
        else finish(refusal)
      })
      current = secured
      current.on('error', finish)
      current.on('close', () => finish())
    })
  })
}
