import { Checkbox, Popover, TextInput } from '@mantine/core'
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import { type Role, roles, roleTitle } from '#contract/access.ts'
import { client, orpc, problemOf } from '../bridge/index.ts'
import { toast, useWhyNot } from '../shell/index.ts'
import { Act, FailedFace, Note, PlainTable } from '../ui/index.ts'
import styles from './settings-screen.module.css'

function AddForm({ onAdded }: { readonly onAdded: (name: string) => void }) {
  const [name, setName] = useState('')
  const [chosen, setChosen] = useState<readonly Role[]>([])
  const add = useMutation({
    mutationFn: () => client.operators.add({ name: name.trim(), roles: [...chosen] }),
    onSuccess: ({ operator }) => onAdded(operator.name),
  })
  const fault = name.trim() === '' ? 'The name is missing.' : chosen.length === 0 ? 'An operator has at least one role.' : null
  return (
    <form
      style={{ display: 'grid', gap: 10, width: 240 }}
      onSubmit={(event) => {
        event.preventDefault()
        if (fault === null) add.mutate()
      }}
    >
      <TextInput label="Name" value={name} data-autofocus onChange={(event) => setName(event.currentTarget.value)} />
      {roles.map((role) => (
        <Checkbox
          key={role}
          label={roleTitle[role]}
          checked={chosen.includes(role)}
          onChange={(event) => setChosen(event.currentTarget.checked ? [...chosen, role] : chosen.filter((one) => one !== role))}
        />
      ))}
      {add.error === null ? null : <Note tone="fail">{problemOf(add.error).title}</Note>}
      <Act type="submit" look="primary" whyNot={fault}>
        Add operator
      </Act>
    </form>
  )
}

/** Who works in this workspace and in which roles. */
export function Operators() {
  const list = useQuery(orpc.operators.list.queryOptions())
  const queryClient = useQueryClient()
  const refused = useWhyNot('operators.manage')
  const [adding, setAdding] = useState(false)
  return (
    <>
      <h2 className={styles['group']} style={{ display: 'flex', alignItems: 'center', justifyContent: 'space-between' }}>
        Operators
        <Popover opened={adding} onChange={setAdding} position="bottom-end" trapFocus returnFocus>
          <Popover.Target>
            <Act size="xs" icon="plus" whyNot={refused} onClick={() => setAdding(!adding)}>
              Add operator…
            </Act>
          </Popover.Target>
          <Popover.Dropdown>
            <AddForm
              onAdded={(name) => {
                setAdding(false)
                toast(`Operator ${name} added`, { detail: `They work here with --as ${name}.` })
                void queryClient.invalidateQueries({ queryKey: orpc.operators.key() })
              }}
            />
          </Popover.Dropdown>
        </Popover>
      </h2>
      {list.error === null ? null : <FailedFace problem={problemOf(list.error)} onRetry={() => void list.refetch()} />}
      <PlainTable
        label="Operators"
        heads={['Name', 'Roles']}
        rows={(list.data?.operators ?? []).map((operator) => ({
          key: operator.name,
          cells: [operator.owner ? `${operator.name}, owner` : operator.name, operator.roles.map((role) => roleTitle[role]).join(', ')],
        }))}
      />
    </>
  )
}
