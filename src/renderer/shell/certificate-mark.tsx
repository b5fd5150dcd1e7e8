import { State } from '../ui/index.ts'
import { certificateDue } from './certificate-due.ts'
import { liveHealth, useLive } from './live.ts'

/** In a list: that the certificate of a connection's server ends soon. Nothing where it does not. */
export function CertificateMark({ connection }: { readonly connection: string }) {
  const { byConnection } = useLive(liveHealth)
  const due = certificateDue(byConnection.get(connection), Date.now())
  if (due === null) return null
  return (
    <span title={due.sentence}>
      <State glyph={due.glyph} tone={due.tone}>
        {due.word}
        <span className="sr-only">, {due.sentence}</span>
      </State>
    </span>
  )
}
