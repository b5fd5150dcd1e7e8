import { MainPane, PaneHeader, Screen } from '../ui/index.ts'

export function EnrollmentsScreen() {
  return (
    <Screen>
      <MainPane>
        <PaneHeader title="Enrollments" />
      </MainPane>
    </Screen>
  )
}
