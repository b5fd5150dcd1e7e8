import { Modal, SegmentedControl } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import type { ExportFormat } from '#contract/connection-files.ts'
import type { Connection } from '#contract/connections.ts'
import { orpc, problemOf } from '../../bridge/index.ts'
import { toast } from '../../shell/index.ts'
import { copyText } from '../../ui/grid/index.ts'
import { Act, LoadingFace, Note } from '../../ui/index.ts'
import styles from './export-dialog.module.css'

const formats: readonly { readonly value: ExportFormat; readonly label: string }[] = [
  { value: 'env', label: '.env' },
  { value: 'zulip', label: 'Zulip' },
  { value: 'pg_service', label: 'pg_service' },
]
const isFormat = (value: string): value is ExportFormat => formats.some((one) => one.value === value)

/** A connection in another tool's words, to be copied. It never holds a secret. */
export function ExportDialog({ connection, onClose }: { readonly connection: Connection; readonly onClose: () => void }) {
  const [format, setFormat] = useState<ExportFormat>('env')
  const { name } = connection
  const exported = useQuery(
    orpc.connections.exportFile.queryOptions({ input: { name, format }, staleTime: Number.POSITIVE_INFINITY, gcTime: 0 }),
  )
  return (
    <Modal opened onClose={onClose} title={`Export ${name}`} size={560} closeButtonProps={{ 'aria-label': 'Close' }}>
      <div className={styles['export']}>
        <SegmentedControl
          aria-label="Format"
          data={[...formats]}
          value={format}
          onChange={(value) => isFormat(value) && setFormat(value)}
        />
        {exported.error !== null ? (
          <Note tone="fail">
            {problemOf(exported.error).title} {problemOf(exported.error).remedy.join(' ')}
          </Note>
        ) : exported.data === undefined ? (
          <LoadingFace rows={2}>Writing it down</LoadingFace>
        ) : (
          <>
            {exported.data.files.map((file) => (
              <section key={file.name} className={styles['file']} aria-label={file.name}>
                <div className={styles['head']}>
                  <code>{file.name}</code>
                  <Act
                    size="xs"
                    icon="copy"
                    onClick={() => {
                      copyText(file.text)
                      toast(`${file.name} copied`, { detail: 'It holds no password.' })
                    }}
                  >
                    Copy
                  </Act>
                </div>
                {/* biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reached by the keyboard */}
                <pre tabIndex={0}>{file.text}</pre>
              </section>
            ))}
            {exported.data.notes.length === 0 ? null : (
              <ul className={styles['notes']}>
                {exported.data.notes.map((note) => (
                  <li key={note}>{note}</li>
                ))}
              </ul>
            )}
          </>
        )}
      </div>
    </Modal>
  )
}
