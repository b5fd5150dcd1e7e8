import { useQueryClient } from '@tanstack/react-query'
import { type ReactNode, useState } from 'react'
import type { Connection, ConnectionChange } from '#contract/connections.ts'
import type { Problem } from '#contract/errors.ts'
import { client, orpc, problemOf } from '../../bridge/index.ts'
import { toast } from '../../shell/index.ts'
import { ChangeDialog } from './change-dialog.tsx'

type Change = Omit<ConnectionChange, 'name'>

/** Changes one connection. Where the server asks something first, `question` puts it. */
export interface ChangeAct {
  readonly make: (change: Change) => void
  readonly busy: boolean
  /** Why it was not made; null while it is asked or was not tried. */
  readonly problem: Problem | null
  readonly question: ReactNode
}

export function useChange(connection: Connection, onChanged: (changed: readonly string[]) => void): ChangeAct {
  const queryClient = useQueryClient()
  const [busy, setBusy] = useState(false)
  const [problem, setProblem] = useState<Problem | null>(null)
  const [asked, setAsked] = useState<{ readonly change: Change; readonly problem: Problem } | null>(null)
  // No mutation: that would keep the password it was called with.
  const make = (change: Change): void => {
    setBusy(true)
    setProblem(null)
    client.connections
      .change({ name: connection.name, ...change })
      .then(async ({ changed, warnings }) => {
        setAsked(null)
        await queryClient.invalidateQueries({ queryKey: orpc.connections.key() })
        toast(
          changed.length === 0 ? `${connection.name} was so before` : `${connection.name} changed`,
          warnings.length === 0 ? {} : { detail: warnings.join(' ') },
        )
        onChanged(changed)
      })
      .catch((error: unknown) => {
        const found = problemOf(error)
        const asks = found.code.startsWith('confirmation.')
        setAsked(asks ? { change, problem: found } : null)
        setProblem(asks ? null : found)
      })
      .finally(() => setBusy(false))
  }
  return {
    make,
    busy,
    problem,
    question:
      asked === null ? null : (
        <ChangeDialog
          key={asked.problem.code}
          connection={connection}
          change={asked.change}
          problem={asked.problem}
          busy={busy}
          onMake={make}
          onClose={() => setAsked(null)}
        />
      ),
  }
}
