import { useNavigate } from '@tanstack/react-router'
import type { ReactNode } from 'react'
import type { Problem } from '#contract/errors.ts'
import { roleWord, useSession, useTarget, useWhyNot } from '../shell/index.ts'
import { Act, EmptyFace, FailedFace, ForbiddenFace } from '../ui/index.ts'

interface FaceProps {
  readonly problem: Problem
  /** What the screen shows, as a plural noun: "Refunds". */
  readonly what: string
  readonly onRetry?: () => void
}

/** Who may see the registrar's lists, for somebody who may not. */
export function RegistrarForbidden({ what }: { readonly what: string }) {
  const session = useSession()
  const navigate = useNavigate()
  return (
    <ForbiddenFace
      title={`${what} are for registrars`}
      acts={<Act onClick={() => void navigate({ to: '/connections' })}>Go to connections</Act>}
    >
      Your role is {roleWord(session)}. Students' names, progress and money are shown to registrars, auditors and database administrators.
      The owner of this workspace can give you one of these roles.
    </ForbiddenFace>
  )
}

function OpenTables(): ReactNode {
  const navigate = useNavigate()
  const refused = useWhyNot('tables.read')
  return (
    <Act
      look="primary"
      icon="tables"
      whyNot={refused}
      onClick={() =>
        void navigate({
          to: '/tables',
          search: ({ target }: { target?: string }) => (target === undefined ? {} : { target }),
        })
      }
    >
      Open in Tables
    </Act>
  )
}

/** Why a list of the registrar's is not here, and what can be done: each cause has its own face. */
export function RegistrarFace({ problem, what, onRetry }: FaceProps) {
  const target = useTarget()
  const navigate = useNavigate()
  if (problem.code === 'access.denied') return <RegistrarForbidden what={what} />
  if (problem.code === 'lms.unrecognised')
    return (
      <EmptyFace icon="tables" title={`${target?.title ?? 'This database'} holds no LMS this version knows`} acts={<OpenTables />}>
        Its tables do not look like those of a known system, so nothing is guessed about people or money. {problem.remedy.join(' ')}
      </EmptyFace>
    )
  if (problem.code === 'lms.absent')
    return (
      <EmptyFace
        icon="book"
        title={`The schema of ${target?.title ?? 'this database'} keeps no ${what.toLowerCase()}`}
        acts={<OpenTables />}
      >
        {problem.title} {problem.remedy.join(' ')}
      </EmptyFace>
    )
  return (
    <FailedFace
      problem={problem}
      onRetry={onRetry}
      acts={
        problem.code.startsWith('connection.') ? (
          <Act onClick={() => void navigate({ to: '/connections' })}>Go to connections</Act>
        ) : undefined
      }
    />
  )
}
