import { type IconName, iconShapes } from './icon-shapes.tsx'

interface IconProps {
  readonly name: IconName
  /** Side in px; 16 unless told. */
  readonly size?: number
  /** Said to a screen reader; without it the icon is decoration beside its words. */
  readonly label?: string
}

/** One icon in the colour of the text around it. */
export function Icon({ name, size = 16, label }: IconProps) {
  return (
    <svg
      width={size}
      height={size}
      viewBox="0 0 16 16"
      fill="none"
      stroke="currentColor"
      strokeWidth="1.4"
      strokeLinecap="round"
      strokeLinejoin="round"
      role={label === undefined ? undefined : 'img'}
      aria-label={label}
      aria-hidden={label === undefined ? true : undefined}
      style={{ flex: 'none', display: 'block' }}
    >
      {iconShapes[name]}
    </svg>
  )
}
