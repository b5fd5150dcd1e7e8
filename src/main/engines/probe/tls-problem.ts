import { ProvostError } from '#contract/errors.ts'
import { networkProblem } from '../network-problem.ts'

const codeOf = (error: unknown): string => (error instanceof Error && 'code' in error && typeof error.code === 'string' ? error.code : '')

const protocolCodes =
  /^ERR_SSL_(TLSV1_ALERT_PROTOCOL_VERSION|UNSUPPORTED_PROTOCOL|VERSION_TOO_LOW|NO_PROTOCOLS_AVAILABLE|TLSV1_ALERT_INSUFFICIENT_SECURITY|NO_SHARED_CIPHER)$/
const noTlsThere = /^ERR_SSL_(WRONG_VERSION_NUMBER|PACKET_LENGTH_TOO_LONG|RECORD_LAYER_FAILURE|BAD_RECORD_TYPE|HTTP_REQUEST)$/
const certificateWanted = /^ERR_SSL_(TLSV13_ALERT_CERTIFICATE_REQUIRED|SSLV3_ALERT_NO_CERTIFICATE|PEER_DID_NOT_RETURN_A_CERTIFICATE)$/
const certificateRefused =
  /^ERR_SSL_(TLSV1_ALERT_UNKNOWN_CA|SSLV3_ALERT_(BAD_CERTIFICATE|CERTIFICATE_UNKNOWN|CERTIFICATE_EXPIRED|CERTIFICATE_REVOKED|UNSUPPORTED_CERTIFICATE)|TLSV1_ALERT_(ACCESS_DENIED|DECRYPT_ERROR))$/

/** The server wants a client's certificate, or does not take the one it got. Said at the login where TLS itself does not say it. */
export const clientCertificateProblem = (address: string, given: boolean, cause: unknown): ProvostError =>
  new ProvostError(
    'connection.tls-client-cert-required',
    given ? `${address} does not accept the client certificate.` : `${address} asks for a client certificate.`,
    {
      detail: cause instanceof Error ? cause.message : '',
      remedy: given
        ? [
            'Check that the certificate was signed by the authority the server trusts for clients, and that it has not expired.',
            'Ask the database’s administrator for a new client certificate.',
          ]
        : [
            'Ask the database’s administrator for a client certificate and its key.',
            'Name both in the connection’s TLS settings (--tls-cert, --tls-key).',
          ],
      cause,
    },
  )

/** What went wrong in a handshake of our own, or right after it; null where it was nothing of TLS or the network. */
export const tlsProblem = (error: unknown, address: string, clientCertificate: boolean): ProvostError | null => {
  if (error instanceof ProvostError) return error
  const code = codeOf(error)
  const detail = error instanceof Error ? error.message : String(error)
  if (certificateWanted.test(code) || certificateRefused.test(code)) return clientCertificateProblem(address, clientCertificate, error)
  if (protocolCodes.test(code))
    return new ProvostError('connection.tls-protocol', `${address} and this computer share no version of TLS.`, {
      detail,
      remedy: ['Have TLS 1.2 or newer turned on at the server.', 'Update the older side.'],
      cause: error,
    })
  if (noTlsThere.test(code))
    return new ProvostError('connection.wrong-service', `${address} offered TLS and then spoke something else.`, {
      detail,
      remedy: ['Check the port.', 'Check whether a proxy answers instead of the server.'],
      cause: error,
    })
  // A server that wants a certificate may only say that the handshake failed.
  if (code.startsWith('ERR_SSL_'))
    return new ProvostError('connection.tls-protocol', `${address} broke off the TLS handshake.`, {
      detail,
      remedy: ['Compare the versions and ciphers both sides allow.', 'Ask whether the server wants a client certificate.'],
      cause: error,
    })
  return networkProblem(error, address)
}
