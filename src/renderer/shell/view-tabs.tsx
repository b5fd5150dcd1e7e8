import { Menu, Popover, TextInput } from '@mantine/core'
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { type ReactNode, useState } from 'react'
import type { SavedView } from '#contract/workspace.ts'
import { client, orpc, problemOf } from '../bridge/index.ts'
import { Act, IconAct, Tabs } from '../ui/index.ts'
import { useCommands } from './commands.ts'
import { toast } from './toast.tsx'
import styles from './view-tabs.module.css'

/** A view a screen comes with: a name, and what it puts into the address. */
export interface BuiltInView {
  readonly id: string
  readonly title: string
  readonly count?: ReactNode
  /** The count is of failures. */
  readonly loud?: boolean
}

type ViewState = Readonly<Record<string, unknown>>

interface ViewTabsProps {
  /** The screen the saved views belong to: `withdrawals`, `tables:connection:x:public.users`. */
  readonly screen: string
  readonly label: string
  readonly builtIn: readonly BuiltInView[]
  /** The chosen view's id. */
  readonly value: string
  /** What is shown now, as it is to be saved. */
  readonly state: ViewState
  /** A view was chosen; `saved` is null for a built-in one. */
  readonly onChoose: (id: string, saved: ViewState | null) => void
}

function NameForm({ initial, onSave }: { readonly initial: string; readonly onSave: (name: string) => void }) {
  const [name, setName] = useState(initial)
  const words = name.trim()
  return (
    <form
      className={styles['form']}
      onSubmit={(event) => {
        event.preventDefault()
        if (words !== '') onSave(words)
      }}
    >
      <TextInput
        label="Name of the view"
        value={name}
        maxLength={60}
        data-autofocus
        onChange={(event) => setName(event.currentTarget.value)}
      />
      <Act type="submit" look="primary" whyNot={words === '' ? 'A view needs a name.' : null}>
        Save view
      </Act>
    </form>
  )
}

/** Views over a table: those the screen comes with, then the person's own. 1 to 9 choose them. */
export function ViewTabs({ screen, label, builtIn, value, state, onChoose }: ViewTabsProps) {
  const queryClient = useQueryClient()
  const query = orpc.workspace.views.queryOptions({ input: { screen }, staleTime: Number.POSITIVE_INFINITY })
  const saved = useQuery(query).data?.views ?? []
  const [naming, setNaming] = useState(false)
  const current = saved.find((view) => view.id === value)

  const save = useMutation({
    mutationFn: (view: { readonly id?: string; readonly name: string }) =>
      client.workspace.saveView({ screen, name: view.name, state: { ...state }, ...(view.id === undefined ? {} : { id: view.id }) }),
    onSuccess: async ({ view }) => {
      setNaming(false)
      await queryClient.invalidateQueries({ queryKey: query.queryKey })
      onChoose(view.id, view.state)
      toast(`View ${view.name} saved`)
    },
    onError: (error) => toast('The view was not saved', { detail: problemOf(error).title }),
  })
  const remove = useMutation({
    mutationFn: (view: SavedView) => client.workspace.removeView({ id: view.id }),
    onSuccess: async (_, view) => {
      onChoose(builtIn[0]?.id ?? '', null)
      await queryClient.invalidateQueries({ queryKey: query.queryKey })
      toast(`View ${view.name} removed`, {
        act: {
          title: 'Keep it',
          run: () => void client.workspace.saveView(view).then(() => queryClient.invalidateQueries({ queryKey: query.queryKey })),
        },
      })
    },
  })

  const tabs = [...builtIn, ...saved.map((view) => ({ id: view.id, title: view.name }))]
  const choose = (id: string) => onChoose(id, saved.find((view) => view.id === id)?.state ?? null)
  useCommands(
    tabs.slice(0, 9).map((tab, index) => ({
      id: `view.${index + 1}`,
      title: `View ${tab.title}`,
      group: 'here',
      icon: 'eye',
      keys: [String(index + 1)],
      run: () => choose(tab.id),
    })),
  )

  return (
    <Tabs
      label={label}
      tabs={tabs}
      value={value}
      onChange={choose}
      end={
        <span className={styles['add']}>
          <Popover opened={naming} onChange={setNaming} position="bottom-start" trapFocus returnFocus>
            <Popover.Target>
              <IconAct icon="plus" size="xs" label="Save this as a view" onClick={() => setNaming(!naming)} />
            </Popover.Target>
            <Popover.Dropdown>
              <NameForm initial="" onSave={(name) => save.mutate({ name })} />
            </Popover.Dropdown>
          </Popover>
          {current === undefined ? null : (
            <Menu position="bottom-start">
              <Menu.Target>
                <IconAct icon="more" size="xs" label={`View ${current.name}`} />
              </Menu.Target>
              <Menu.Dropdown>
                <Menu.Item onClick={() => save.mutate({ id: current.id, name: current.name })}>
                  Save what is shown under this name
                </Menu.Item>
                <Menu.Item onClick={() => remove.mutate(current)}>Remove this view</Menu.Item>
              </Menu.Dropdown>
            </Menu>
          )}
        </span>
      }
    />
  )
}
