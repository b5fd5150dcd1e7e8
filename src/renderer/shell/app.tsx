import { MantineProvider } from '@mantine/core'
import { Notifications } from '@mantine/notifications'
import { QueryClientProvider } from '@tanstack/react-query'
import { RouterProvider } from '@tanstack/react-router'
import { cssVariablesResolver, theme } from '../ui/theme.ts'
import { Gate } from './gate.tsx'
import { queryClient } from './query-client.ts'
import { router } from './router.tsx'
import { styleNonce } from './style-nonce.ts'

/** The window: theme, what is known, and once the workspace is open its screens. */
export function App() {
  return (
    <MantineProvider
      theme={theme}
      cssVariablesResolver={cssVariablesResolver}
      defaultColorScheme="auto"
      {...(styleNonce === '' ? {} : { getStyleNonce: () => styleNonce })}
    >
      <QueryClientProvider client={queryClient}>
        <Gate>
          <RouterProvider router={router} />
        </Gate>
        <Notifications position="bottom-right" limit={4} containerWidth={340} />
      </QueryClientProvider>
    </MantineProvider>
  )
}
