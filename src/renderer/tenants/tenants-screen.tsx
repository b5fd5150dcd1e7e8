import { MainPane, PaneHeader, Screen } from '../ui/index.ts'

export function TenantsScreen() {
  return (
    <Screen>
      <MainPane>
        <PaneHeader title="Tenants" />
      </MainPane>
    </Screen>
  )
}
