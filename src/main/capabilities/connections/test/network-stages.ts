import { ProvostError } from '#contract/errors.ts'
import { handshake, proberOf, reach, resolveHost, type ServerConfig, tlsOptions } from '../../../engines/index.ts'
import { isLoopback } from '../../../fleet/registry/index.ts'
import { certificateFixes } from './fixes.ts'
import { present, type Stage, type StageContext, StageFailure, skipped } from './stage.ts'

const serverConfig = ({ subject }: StageContext): ServerConfig | null =>
  subject.record.config.engine === 'sqlite' ? null : subject.record.config

const noNetwork = skipped('A file needs no network.')

const resolve: Stage = {
  stage: 'resolve',
  async run(context) {
    const config = serverConfig(context)
    if (config === null) return noNetwork
    const words = `${config.host}:${config.port}`
    const addresses = await resolveHost(config.host, words, context.connecting.signal)
    context.found.place = { addresses, port: config.port, words }
    return { detail: addresses[0] === config.host ? `${config.host} is an address.` : `${config.host} is ${addresses.join(', ')}.` }
  },
}

const tcp: Stage = {
  stage: 'tcp',
  async run(context) {
    if (serverConfig(context) === null) return noNetwork
    const place = present(context.found.place, 'address')
    const { line, address } = await reach(place, context.connecting.signal)
    context.found.line = line
    return { detail: `${address} accepts connections on port ${place.port}.` }
  },
}

const ssh: Stage = { stage: 'ssh', run: async () => skipped('There is no tunnel.') }

const day = 86_400_000

const expiryWords = (validTo: string, now: Date): string | null => {
  const days = Math.floor((Date.parse(validTo) - now.getTime()) / day)
  return days < 30 ? (days < 0 ? 'It has expired.' : `It expires in ${days} days.`) : null
}

const tls: Stage = {
  stage: 'tls',
  async run(context) {
    const config = serverConfig(context)
    if (config === null) return noNetwork
    const { found, connecting } = context
    const { signal } = connecting
    // The greeting is part of the login then.
    if (config.tls.mode === 'disable') return skipped('TLS is turned off.')
    const [line, place] = [present(found.line, 'line'), present(found.place, 'address')]
    const prober = proberOf(config.engine)
    const options = await tlsOptions(config.tls)
    found.greeting = await prober.greet(line, place, signal)
    if (!found.greeting.offersTls || options === false) {
      throw new ProvostError('connection.tls-unsupported', `${place.words} has no TLS, and this connection asks for it.`, {
        detail: found.greeting.words,
        remedy: ['Have TLS turned on at the server.', 'Turn it off for this connection only on a network you trust.'],
      })
    }
    prober.requestTls(line)
    found.handshake = await handshake(line, { host: config.host, address: place.words, options }, signal)
    const { facts } = found.handshake
    const problem = found.handshake.problem(config.tls.mode)
    if (problem !== null) throw new StageFailure(problem, { certificate: facts, fixes: certificateFixes(problem.code, facts) })
    const proven =
      config.tls.mode === 'require'
        ? 'The certificate was not checked (require).'
        : config.tls.mode === 'verify-ca'
          ? 'The certificate’s authority is trusted; its name was not checked (verify-ca).'
          : 'The certificate is trusted and names this host.'
    const expiry = expiryWords(facts.validTo, context.services.clock())
    return {
      status: expiry !== null || (config.tls.mode === 'require' && !facts.trusted) ? 'warning' : 'ok',
      detail: [`${facts.protocol}, ${facts.cipher}.`, proven, `Subject ${facts.subject}, valid to ${facts.validTo.slice(0, 10)}.`, expiry]
        .filter((words) => words !== null)
        .join(' '),
      certificate: facts,
    }
  },
}

/** Where the password itself would travel unencrypted past this machine, it is not sent. */
export const refuseClearText = (context: StageContext, config: ServerConfig): void => {
  if (context.found.wish?.clearText !== true || config.tls.mode !== 'disable' || isLoopback(config.host)) return
  throw new ProvostError('connection.insecure-refused', 'The server asks for the password in clear text over an unencrypted line.', {
    detail: 'It was not sent.',
    remedy: ['Turn TLS on for this connection.', 'Have the server ask for scram-sha-256.'],
  })
}

export const networkStages: readonly Stage[] = [resolve, tcp, ssh, tls]
