import { ProvostError } from '#contract/errors.ts'
import {
  addressOf,
  checkTlsFiles,
  type Handshake,
  handshake,
  openTunnel,
  pinProblem,
  proberOf,
  reach,
  resolveHost,
  type ServerConfig,
  tlsOptions,
} from '../../../engines/index.ts'
import { isLoopback } from '../../../fleet/registry/index.ts'
import { certificateFixes } from './fixes.ts'
import { present, type Stage, type StageContext, StageFailure, skipped } from './stage.ts'

const serverConfig = ({ subject }: StageContext): ServerConfig | null =>
  subject.record.config.engine === 'sqlite' ? null : subject.record.config

const tunnelled = (config: ServerConfig): config is ServerConfig & { readonly ssh: string } => (config.ssh ?? null) !== null

const noNetwork = skipped('A file needs no network.')

const resolve: Stage = {
  stage: 'resolve',
  async run(context) {
    const config = serverConfig(context)
    if (config === null) return noNetwork
    if (tunnelled(config)) return skipped(`The SSH server looks ${config.host} up.`)
    const words = addressOf(config)
    const addresses = await resolveHost(config.host, words, context.connecting.signal)
    context.found.place = { addresses, port: config.port, words }
    return { detail: addresses[0] === config.host ? `${config.host} is an address.` : `${config.host} is ${addresses.join(', ')}.` }
  },
}

const tcp: Stage = {
  stage: 'tcp',
  async run(context) {
    const config = serverConfig(context)
    if (config === null) return noNetwork
    if (tunnelled(config)) return skipped('The connection is made by ssh.')
    const place = present(context.found.place, 'address')
    const { line, address } = await reach(place, context.connecting.signal)
    context.found.line = line
    return { detail: `${address} accepts connections on port ${place.port}.` }
  },
}

const ssh: Stage = {
  stage: 'ssh',
  async run(context) {
    const config = serverConfig(context)
    if (config === null) return noNetwork
    if (!tunnelled(config)) return skipped('There is no tunnel.')
    const { found, connecting } = context
    const { ssh: target, host, port } = config
    // By its own deadline and the caller's: that of the whole test would blame the database for a silent SSH server.
    const tunnel = await openTunnel({ ssh: target, host, port }, { deadlineMs: connecting.left(), signal: context.caller })
    found.tunnel = tunnel
    await tunnel.prove(connecting.signal)
    found.place = { addresses: [tunnel.host], port: tunnel.port, words: addressOf(config) }
    found.line = (await reach(found.place, connecting.signal)).line
    return { detail: tunnel.evidence }
  },
}

/** The one certificate that is trusted, or the way of checking that the connection asks for. */
const judged = (config: ServerConfig, shaken: Handshake, address: string): { readonly words: string } => {
  const { facts } = shaken
  if ((config.tls.pin ?? null) !== null) {
    const other = pinProblem(config.tls, { fingerprint256: facts.sha256 }, address)
    // No button for this one: a certificate that changed is looked at before it is trusted.
    if (other !== null) throw new StageFailure(other, { certificate: facts })
    return { words: 'It is the one certificate that this connection trusts.' }
  }
  const problem = shaken.problem(config.tls.mode)
  if (problem !== null) throw new StageFailure(problem, { certificate: facts, fixes: certificateFixes(problem.code, facts) })
  if (config.tls.mode === 'require') return { words: 'The certificate was not checked (require).' }
  return config.tls.mode === 'verify-ca'
    ? { words: 'The certificate’s authority is trusted; its name was not checked (verify-ca).' }
    : { words: 'The certificate is trusted and names this host.' }
}

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
    const files = await checkTlsFiles(config.tls, context.services.clock())
    if (files.problem !== null) throw files.problem
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
    const { words: proven } = judged(config, found.handshake, place.words)
    const unproven = config.tls.mode === 'require' && !facts.trusted && (config.tls.pin ?? null) === null
    const expiry = expiryWords(facts.validTo, context.services.clock())
    return {
      status: expiry !== null || files.warnings.length > 0 || unproven ? 'warning' : 'ok',
      detail: [
        `${facts.protocol}, ${facts.cipher}.`,
        proven,
        `Subject ${facts.subject}, valid to ${facts.validTo.slice(0, 10)}.`,
        expiry,
        ...files.warnings,
      ]
        .filter((words) => words !== null)
        .join(' '),
      certificate: facts,
    }
  },
}

/** Where the password itself would travel unencrypted past this machine, it is not sent. */
export const refuseClearText = (context: StageContext, config: ServerConfig): void => {
  if (context.found.wish?.clearText !== true || config.tls.mode !== 'disable' || isLoopback(config.host) || tunnelled(config)) return
  throw new ProvostError('connection.insecure-refused', 'The server asks for the password in clear text over an unencrypted line.', {
    detail: 'It was not sent.',
    remedy: ['Turn TLS on for this connection.', 'Have the server ask for scram-sha-256.'],
  })
}

export const networkStages: readonly Stage[] = [resolve, tcp, ssh, tls]
