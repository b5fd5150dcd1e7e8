import type { ReactNode } from 'react'

/** The shapes of the icons on a 16 × 16 field, drawn with a 1.4 stroke that the `Icon` sets. */
export const iconShapes = {
  tenants: (
    <>
      <path d="M2 13.5h12M3.5 13.5V6.2L8 3l4.5 3.2v7.3M6 13.5v-3.8h4v3.8M6.4 7h.01M9.6 7h.01" />
    </>
  ),
  migrations: (
    <>
      <path d="M8 2.2 14 5.2 8 8.2 2 5.2ZM2.6 8.2 8 10.9l5.4-2.7M2.6 11 8 13.7l5.4-2.7" />
    </>
  ),
  backup: (
    <>
      <path d="M2.4 4.8c0-1.3 2.5-2.3 5.6-2.3s5.6 1 5.6 2.3-2.5 2.3-5.6 2.3-5.6-1-5.6-2.3Zm0 0v6.4c0 1.3 2.5 2.3 5.6 2.3 1 0 1.9-.1 2.7-.3M13.6 4.8v2.6M2.4 8c0 1.3 2.5 2.3 5.6 2.3M10.4 10.8l1.4 1.4 2.5-2.6" />
    </>
  ),
  health: (
    <>
      <path d="M1.8 8.5h2.7L6.3 3.8l3.2 8.6 1.8-3.9h2.9" />
    </>
  ),
  withdrawals: (
    <>
      <path d="M5.2 3 2.5 5.7l2.7 2.7M2.7 5.7h6.4a4 4 0 0 1 0 8H6" />
    </>
  ),
  people: (
    <>
      <circle cx="6.2" cy="5.3" r="2.5" />
      <path d="M1.8 13.2c.3-2.5 2-4 4.4-4s4.1 1.5 4.4 4M10.6 3.1a2.4 2.4 0 0 1 0 4.4M12 9.6c1.3.6 2.1 1.8 2.3 3.5" />
    </>
  ),
  report: (
    <>
      <path d="M3.4 2.3h6.1l3.1 3.1v8.3H3.4ZM9.3 2.5v3.1h3.1M5.8 11.3V9.6M8 11.3V7.9M10.2 11.3v-1" />
    </>
  ),
  plug: (
    <>
      <path d="M5.7 2v3M10.3 2v3M3.8 5h8.4v2.3a4.2 4.2 0 0 1-8.4 0ZM8 11.5V14" />
    </>
  ),
  tables: (
    <>
      <rect x="2.3" y="2.8" width="11.4" height="10.4" rx="1.4" />
      <path d="M2.5 6.3h11M6.3 6.3v6.7M2.5 9.7h11" />
    </>
  ),
  jobs: (
    <>
      <path d="M2.5 4h6M2.5 8h11M2.5 12h4" />
      <circle cx="12" cy="4" r="1.5" />
      <circle cx="10" cy="12" r="1.5" />
    </>
  ),
  audit: (
    <>
      <path d="M6.8 9.2 9.2 6.8M7.3 4.6l1.2-1.2a2.9 2.9 0 0 1 4.1 4.1l-1.2 1.2M8.7 11.4l-1.2 1.2a2.9 2.9 0 0 1-4.1-4.1l1.2-1.2" />
    </>
  ),
  settings: (
    <>
      <circle cx="8" cy="8" r="2" />
      <path d="M8 1.8v1.8M8 12.4v1.8M14.2 8h-1.8M3.6 8H1.8M12.4 3.6l-1.3 1.3M4.9 11.1l-1.3 1.3M12.4 12.4l-1.3-1.3M4.9 4.9 3.6 3.6" />
    </>
  ),
  search: (
    <>
      <circle cx="7" cy="7" r="4.3" />
      <path d="m10.3 10.3 3.2 3.2" />
    </>
  ),
  plus: (
    <>
      <path d="M8 3.3v9.4M3.3 8h9.4" />
    </>
  ),
  close: (
    <>
      <path d="m4.2 4.2 7.6 7.6m0-7.6-7.6 7.6" />
    </>
  ),
  down: (
    <>
      <path d="m4.5 6.3 3.5 3.5 3.5-3.5" />
    </>
  ),
  right: (
    <>
      <path d="m6.3 4.5 3.5 3.5-3.5 3.5" />
    </>
  ),
  up: (
    <>
      <path d="m4.5 9.7L8 6.2l3.5 3.5" />
    </>
  ),
  'up-down': (
    <>
      <path d="m5.2 6.2L8 3.4l2.8 2.8M5.2 9.8 8 12.6l2.8-2.8" />
    </>
  ),
  more: (
    <>
      <circle cx="3.5" cy="8" r="1.2" fill="currentColor" />
      <circle cx="8" cy="8" r="1.2" fill="currentColor" />
      <circle cx="12.5" cy="8" r="1.2" fill="currentColor" />
    </>
  ),
  filter: (
    <>
      <path d="M2.5 4h11M4.5 8h7M6.5 12h3" />
    </>
  ),
  columns: (
    <>
      <rect x="2.3" y="2.8" width="11.4" height="10.4" rx="1.4" />
      <path d="M6.3 3v10M9.9 3v10" />
    </>
  ),
  download: (
    <>
      <path d="M8 2.5v7.3M5 7l3 3 3-3M3 13h10" />
    </>
  ),
  copy: (
    <>
      <rect x="5.5" y="5.5" width="8" height="8" rx="1.5" />
      <path d="M10.5 5.3V4c0-.8-.7-1.5-1.5-1.5H4c-.8 0-1.5.7-1.5 1.5v5c0 .8.7 1.5 1.5 1.5h1.3" />
    </>
  ),
  refresh: (
    <>
      <path d="M13 8a5 5 0 1 1-1.5-3.5M13.2 2.3v2.8h-2.8" />
    </>
  ),
  play: (
    <>
      <path d="M5 3.3v9.4l7.5-4.7Z" />
    </>
  ),
  pause: (
    <>
      <path d="M5.5 3.5v9M10.5 3.5v9" />
    </>
  ),
  stop: (
    <>
      <rect x="4" y="4" width="8" height="8" rx="1.2" />
    </>
  ),
  key: (
    <>
      <circle cx="5.3" cy="10.7" r="2.8" />
      <path d="m7.3 8.7 5.7-5.7M10.8 5.2l1.7 1.7" />
    </>
  ),
  lock: (
    <>
      <rect x="3.3" y="7" width="9.4" height="6.5" rx="1.5" />
      <path d="M5.3 7V5.2a2.7 2.7 0 0 1 5.4 0V7" />
    </>
  ),
  clock: (
    <>
      <circle cx="8" cy="8" r="5.7" />
      <path d="M8 4.8V8l2.2 1.4" />
    </>
  ),
  external: (
    <>
      <path d="M6 3.5H4A1.5 1.5 0 0 0 2.5 5v7A1.5 1.5 0 0 0 4 13.5h7a1.5 1.5 0 0 0 1.5-1.5v-2M9 2.5h4.5V7M13.3 2.7 7.5 8.5" />
    </>
  ),
  check: (
    <>
      <path d="m3.3 8.5 3 3 6.4-7" />
    </>
  ),
  book: (
    <>
      <path d="M8 4.2C6.5 3 4.5 2.8 2.5 3v9.5c2-.2 4 0 5.5 1.2 1.5-1.2 3.5-1.4 5.5-1.2V3c-2-.2-4 0-5.5 1.2Zm0 0v9.3" />
    </>
  ),
  calendar: (
    <>
      <rect x="2.5" y="3.5" width="11" height="10" rx="1.5" />
      <path d="M2.7 6.7h10.6M5.5 2v2.5M10.5 2v2.5" />
    </>
  ),
  scale: (
    <>
      <path d="M8 2.5v11M5 13.5h6M3 4.5h10M3 4.5 1.3 9a2 2 0 0 0 3.4 0ZM13 4.5 11.3 9a2 2 0 0 0 3.4 0Z" />
    </>
  ),
  table: (
    <>
      <rect x="2.3" y="2.8" width="11.4" height="10.4" rx="1.4" />
      <path d="M2.5 6.3h11" />
    </>
  ),
  terminal: (
    <>
      <rect x="2" y="3" width="12" height="10" rx="1.5" />
      <path d="m4.5 6 2 2-2 2M8.3 10h3" />
    </>
  ),
  shield: (
    <>
      <path d="M8 2 3 3.8v3.9c0 3 2.1 5.2 5 6.3 2.9-1.1 5-3.3 5-6.3V3.8Z" />
    </>
  ),
  flag: (
    <>
      <path d="M3.5 14V2.7h8.7l-1.7 3 1.7 3H3.5" />
    </>
  ),
  enter: (
    <>
      <path d="M13 3.5V8a1.5 1.5 0 0 1-1.5 1.5H3M5.8 6.7 3 9.5l2.8 2.8" />
    </>
  ),
  arrow: (
    <>
      <path d="M3 8h10M9.5 4.5 13 8l-3.5 3.5" />
    </>
  ),
  info: (
    <>
      <circle cx="8" cy="8" r="5.7" />
      <path d="M8 7.5v3.3M8 5.2v.05" />
    </>
  ),
  server: (
    <>
      <rect x="2.5" y="2.5" width="11" height="4.7" rx="1.3" />
      <rect x="2.5" y="8.8" width="11" height="4.7" rx="1.3" />
      <path d="M5 4.9h.01M5 11.2h.01" />
    </>
  ),
  bell: (
    <>
      <path d="M4 11V7.3a4 4 0 0 1 8 0V11l1.2 1.3H2.8ZM6.7 14h2.6" />
    </>
  ),
  eye: (
    <>
      <path d="M1.8 8S4 3.8 8 3.8 14.2 8 14.2 8 12 12.2 8 12.2 1.8 8 1.8 8Z" />
      <circle cx="8" cy="8" r="1.8" />
    </>
  ),
  mark: (
    <>
      <path d="M3 14V7.5a5 5 0 0 1 10 0V14" stroke="currentColor" strokeWidth="1.9" strokeLinecap="round" />
      <path d="M6.6 14V7.7a1.4 1.4 0 0 1 2.8 0V14" stroke="currentColor" strokeWidth="1.5" strokeLinecap="round" />
    </>
  ),
} as const satisfies Record<string, ReactNode>

export type IconName = keyof typeof iconShapes
