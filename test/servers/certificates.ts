import { mkdtemp, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { giveTo, run } from './server-process.ts'

export interface TestCertificates {
  readonly ca: string
  readonly cert: string
  readonly key: string
}

/**
 * A certificate authority and one certificate that it signed for the given names, as files that the server's user owns.
 * Made with the openssl program, which Node's own crypto cannot replace.
 */
export const makeCertificates = async (options: {
  owner: 'postgres' | 'mysql'
  /** Subject alternative names: `DNS:localhost`, `IP:127.0.0.1`. */
  names: readonly string[]
  expired?: boolean
}): Promise<TestCertificates> => {
  const folder = await mkdtemp(join(tmpdir(), `pv-${process.pid}-tls-`))
  await run('chmod', ['755', folder])
  const path = (name: string): string => join(folder, name)
  await run('openssl', [
    'req',
    '-x509',
    '-newkey',
    'ec',
    '-pkeyopt',
    'ec_paramgen_curve:prime256v1',
    '-nodes',
    '-days',
    '30',
    '-subj',
    '/CN=Provost test authority',
    '-keyout',
    path('ca.key'),
    '-out',
    path('ca.crt'),
  ])
  await run('openssl', [
    'req',
    '-newkey',
    'ec',
    '-pkeyopt',
    'ec_paramgen_curve:prime256v1',
    '-nodes',
    '-subj',
    '/CN=provost-test',
    '-keyout',
    path('server.key'),
    '-out',
    path('server.csr'),
  ])
  await writeFile(path('names'), `subjectAltName=${options.names.join(',')}\n`)
  if (options.expired) await signExpired(path)
  else
    await run('openssl', [
      'x509',
      '-req',
      '-in',
      path('server.csr'),
      '-CA',
      path('ca.crt'),
      '-CAkey',
      path('ca.key'),
      '-CAcreateserial',
      '-days',
      '30',
      '-extfile',
      path('names'),
      '-out',
      path('server.crt'),
    ])
  await giveTo(options.owner, folder)
  await run('chmod', ['600', path('server.key')])
  return { ca: path('ca.crt'), cert: path('server.crt'), key: path('server.key') }
}

/** A client's certificate and key, signed by the same authority, as files that only we can read. */
export const makeClientCertificate = async (
  certificates: TestCertificates,
  commonName: string,
): Promise<{ readonly cert: string; readonly key: string }> => {
  const folder = await mkdtemp(join(tmpdir(), `pv-${process.pid}-client-`))
  const path = (name: string): string => join(folder, name)
  const ecKey = ['-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:prime256v1', '-nodes']
  await run('openssl', ['req', ...ecKey, '-subj', `/CN=${commonName}`, '-keyout', path('client.key'), '-out', path('client.csr')])
  const authority = ['-CA', certificates.ca, '-CAkey', certificates.ca.replace(/\.crt$/, '.key'), '-set_serial', '77']
  await run('openssl', ['x509', '-req', '-in', path('client.csr'), ...authority, '-days', '30', '-out', path('client.crt')])
  return { cert: path('client.crt'), key: path('client.key') }
}

/** `openssl x509` of version 3.0 cannot set both dates; `openssl ca` can. */
const signExpired = async (path: (name: string) => string): Promise<void> => {
  await writeFile(path('index'), '')
  await writeFile(path('serial'), '01\n')
  await writeFile(
    path('ca.conf'),
    `[ca]\ndefault_ca=own\n[own]\ndatabase=${path('index')}\nserial=${path('serial')}\nnew_certs_dir=${path('')}\ndefault_md=sha256\npolicy=any\n[any]\ncommonName=supplied\n`,
  )
  await run('openssl', [
    'ca',
    '-batch',
    '-notext',
    '-config',
    path('ca.conf'),
    '-cert',
    path('ca.crt'),
    '-keyfile',
    path('ca.key'),
    '-startdate',
    '20200101000000Z',
    '-enddate',
    '20200201000000Z',
    '-extfile',
    path('names'),
    '-in',
    path('server.csr'),
    '-out',
    path('server.crt'),
  ])
}
