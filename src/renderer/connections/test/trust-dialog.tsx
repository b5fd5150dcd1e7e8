import { useMutation } from '@tanstack/react-query'
import type { CertificateFacts } from '#contract/connection-test.ts'
import { client, problemOf } from '../../bridge/index.ts'
import { Act, Dialog, DialogActs, DialogWords, Facts, Note } from '../../ui/index.ts'
import { commonName } from './certificate-words.ts'

interface TrustDialogProps {
  readonly name: string
  readonly sha256: string
  readonly certificate: CertificateFacts | undefined
  readonly onClose: () => void
  readonly onTrusted: () => void
}

/** Takes one certificate for one connection, after its fingerprint was looked at. */
export function TrustDialog({ name, sha256, certificate, onClose, onTrusted }: TrustDialogProps) {
  const trust = useMutation({ mutationFn: () => client.connections.trustCertificate({ name, sha256 }), onSuccess: onTrusted })
  const busy = trust.isPending ? 'The certificate is being trusted.' : null
  return (
    <Dialog title="Trust this certificate?" size={480} busy={busy} onClose={onClose}>
      <div style={{ display: 'grid', gap: 12 }}>
        <DialogWords>
          <p>
            Compare the fingerprint with what the server's keeper says. Only {name} takes it, and only this certificate: when the server
            shows another one, the connection stops.
          </p>
        </DialogWords>
        <Facts
          facts={[
            ...(certificate === undefined
              ? []
              : ([
                  ['Subject', commonName(certificate.subject)],
                  ['Issuer', commonName(certificate.issuer)],
                ] as const)),
            ['SHA-256', <code key="sha">{sha256}</code>],
          ]}
        />
        {trust.error === null ? null : (
          <Note tone="fail">
            {problemOf(trust.error).title} {problemOf(trust.error).remedy.join(' ')}
          </Note>
        )}
        <DialogActs busy={busy}>
          <Act whyNot={busy} onClick={onClose}>
            Do not trust it
          </Act>
          <Act look="primary" whyNot={busy} onClick={() => trust.mutate()}>
            Trust this certificate
          </Act>
        </DialogActs>
      </div>
    </Dialog>
  )
}
