import { MainPane, PaneHeader, Screen } from '../ui/index.ts'

export function AuditScreen() {
  return (
    <Screen>
      <MainPane>
        <PaneHeader title="Audit" />
      </MainPane>
    </Screen>
  )
}
