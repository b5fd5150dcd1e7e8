import { useQuery, useQueryClient } from '@tanstack/react-query'
import { useNavigate, useSearch } from '@tanstack/react-router'
import { orpc, problemOf } from '../bridge/index.ts'
import { type ListSearch, liveHealth, useCommands, useLive, useWhyNot } from '../shell/index.ts'
import { Act, EmptyFace, FailedFace, LoadingFace, MainPane, Note, PaneHeader, Screen } from '../ui/index.ts'
import { AddConnection } from './add-connection.tsx'
import { EditConnection } from './change/index.ts'
import { ConnectionDetail } from './connection-detail.tsx'
import { ConnectionsList } from './connections-list.tsx'
import { ImportPanel } from './files/index.ts'
import { forgetTest } from './test/index.ts'

/** Which databases the console reaches, how each is right now, and what to do where one does not answer. */
export function ConnectionsScreen() {
  const search: ListSearch = useSearch({ from: '/connections' })
  const navigate = useNavigate({ from: '/connections' })
  const queryClient = useQueryClient()
  const list = useQuery(orpc.connections.list.queryOptions())
  const { byConnection, problem } = useLive(liveHealth)
  const mayNotAdd = useWhyNot('connections.manage')
  const connections = list.data?.connections ?? []
  const making = search.view === 'add' || search.view === 'import' ? search.view : null
  const editing = search.view === 'edit' && mayNotAdd === null
  const failing = connections.find((one) => byConnection.get(one.name)?.state === 'failed')
  const current = connections.find((one) => one.name === search.open) ?? failing ?? connections[0]
  const choose = (name: string) => void navigate({ search: ({ view: _, ...before }) => ({ ...before, open: name }) })
  const add = () => void navigate({ search: (before) => ({ ...before, view: 'add' }) })
  const bringIn = () => void navigate({ search: (before) => ({ ...before, view: 'import' }) })
  const edit = (name: string) => void navigate({ search: (before) => ({ ...before, open: name, view: 'edit' }) })
  const close = () => void navigate({ search: ({ view: _, ...before }) => before })
  useCommands([
    { id: 'connections.add', title: 'Add connection…', group: 'here', icon: 'plus', keys: ['n'], whyNot: mayNotAdd, run: add },
    { id: 'connections.import', title: 'Import connections…', group: 'here', icon: 'download', whyNot: mayNotAdd, run: bringIn },
  ])

  return (
    <Screen>
      <ConnectionsList
        connections={connections}
        health={byConnection}
        current={making !== null ? null : (current?.name ?? null)}
        mayNotAdd={mayNotAdd}
        onChoose={choose}
        onAdd={add}
        onImport={bringIn}
      />
      {making !== null ? (
        mayNotAdd === null ? (
          making === 'add' ? (
            <AddConnection onAdded={choose} onClose={close} />
          ) : (
            <ImportPanel onOpen={choose} onClose={close} />
          )
        ) : (
          <MainPane>
            <PaneHeader title={making === 'add' ? 'Add a connection' : 'Import connections'} />
            <Note tone="quiet">{mayNotAdd}</Note>
          </MainPane>
        )
      ) : current !== undefined && editing ? (
        <EditConnection
          key={current.name}
          connection={current}
          onChanged={() => {
            forgetTest(current.name)
            close()
          }}
          onClose={close}
        />
      ) : current !== undefined ? (
        <ConnectionDetail
          key={current.name}
          connection={current}
          all={connections}
          health={byConnection}
          onChoose={choose}
          onEdit={() => edit(current.name)}
          onRemoved={() => {
            void queryClient.invalidateQueries({ queryKey: orpc.connections.key() })
            void queryClient.invalidateQueries({ queryKey: orpc.tenants.key() })
            void navigate({ search: {} })
          }}
        />
      ) : (
        <MainPane>
          <PaneHeader title="Connections" />
          {list.error !== null ? (
            <FailedFace problem={problemOf(list.error)} onRetry={() => void list.refetch()} />
          ) : list.isPending ? (
            <LoadingFace rows={6}>Reading which connections there are</LoadingFace>
          ) : (
            <EmptyFace
              icon="plug"
              title="No connections yet"
              acts={
                <>
                  <Act look="primary" icon="plus" whyNot={mayNotAdd} onClick={add}>
                    Add connection…
                  </Act>
                  <Act icon="download" whyNot={mayNotAdd} onClick={bringIn}>
                    Import…
                  </Act>
                </>
              }
            >
              Add the database of an LMS: PostgreSQL, MySQL, MariaDB or an SQLite file. It is opened read-only. To look around first, end
              this console and start it with <code>provost demo create</code>: it makes a demo campus with invented people in a workspace of
              its own.
            </EmptyFace>
          )}
        </MainPane>
      )}
      {problem !== null && problem.code !== 'bridge.closed' && connections.length > 0 && problem.code !== 'access.denied' ? (
        <div style={{ position: 'absolute', bottom: 8, right: 16 }}>
          <Note tone="warn">How the connections are is not being told: {problem.title}</Note>
        </div>
      ) : null}
    </Screen>
  )
}
