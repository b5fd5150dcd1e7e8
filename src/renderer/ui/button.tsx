import { ActionIcon, Button, type ButtonProps, Tooltip } from '@mantine/core'
import type { ComponentProps, MouseEvent, ReactNode } from 'react'
import { Icon } from './icon.tsx'
import type { IconName } from './icon-shapes.tsx'
import { Kbd } from './tag.tsx'

/** What a menu or popover gives the button that opens it: its id, its place, and the words of its state. */
type TargetProps = Pick<ComponentProps<'button'>, 'ref' | 'id' | 'aria-haspopup' | 'aria-expanded' | 'aria-controls'>

interface ActProps extends TargetProps {
  readonly children: ReactNode
  readonly onClick?: ((event: MouseEvent<HTMLButtonElement>) => void) | undefined
  readonly icon?: IconName
  /** `primary` at most once in a pane. */
  readonly look?: 'primary' | 'default' | 'subtle' | 'danger' | 'danger-outline'
  readonly size?: 'xs' | 'sm' | 'lg'
  /** The reason it cannot be used now, and who can lift it. Keeps the button focusable, so that the reason can be read. */
  readonly whyNot?: string | null | undefined
  /** A single key that does the same, shown on the button. */
  readonly hint?: string
  readonly type?: 'button' | 'submit'
  readonly pressed?: boolean
  readonly fullWidth?: boolean
}

const looks: Readonly<Record<NonNullable<ActProps['look']>, Pick<ButtonProps, 'variant' | 'color'>>> = {
  primary: { variant: 'filled' },
  default: { variant: 'default' },
  subtle: { variant: 'subtle' },
  danger: { variant: 'filled', color: 'danger' },
  'danger-outline': { variant: 'default', color: 'danger' },
}

/** Looks disabled yet keeps the focus, so that the tooltip with the reason can be reached by keyboard. */
const unavailable = { 'data-disabled': true, 'aria-disabled': true } as const

/** A button whose words are a verb. When it cannot be used it says why. */
export function Act({
  children,
  onClick,
  icon,
  look = 'default',
  size = 'sm',
  whyNot,
  hint,
  type = 'button',
  pressed,
  fullWidth = false,
  ...target
}: ActProps) {
  const refused = whyNot !== undefined && whyNot !== null
  const button = (
    <Button
      {...target}
      {...looks[look]}
      size={size}
      type={type}
      fullWidth={fullWidth}
      leftSection={refused ? <Icon name="lock" size={14} /> : icon === undefined ? undefined : <Icon name={icon} size={14} />}
      rightSection={hint === undefined ? undefined : <Kbd>{hint}</Kbd>}
      {...(refused ? unavailable : {})}
      {...(pressed === undefined ? {} : { 'aria-pressed': pressed })}
      onClick={(event) => {
        if (refused) event.preventDefault()
        else onClick?.(event)
      }}
    >
      {children}
    </Button>
  )
  return refused ? (
    <Tooltip label={whyNot} events={{ hover: true, focus: true, touch: true }} openDelay={100}>
      {button}
    </Tooltip>
  ) : (
    button
  )
}

interface IconActProps extends TargetProps {
  readonly icon: IconName
  /** What it does: its accessible name and its tooltip. */
  readonly label: string
  readonly onClick?: ((event: MouseEvent<HTMLButtonElement>) => void) | undefined
  readonly hint?: string
  readonly whyNot?: string | null | undefined
  readonly pressed?: boolean
  readonly size?: 'xs' | 'sm'
  readonly look?: 'subtle' | 'default'
  readonly expanded?: boolean
}

/** A button that is an icon; it is never without its name. */
export function IconAct({ icon, label, onClick, hint, whyNot, pressed, size = 'sm', look = 'subtle', expanded, ...target }: IconActProps) {
  const refused = whyNot !== undefined && whyNot !== null
  return (
    <Tooltip
      label={refused ? whyNot : hint === undefined ? label : `${label} (${hint})`}
      events={{ hover: true, focus: true, touch: false }}
    >
      <ActionIcon
        {...target}
        variant={look}
        size={size}
        aria-label={label}
        {...(pressed === undefined ? {} : { 'aria-pressed': pressed })}
        {...(expanded === undefined ? {} : { 'aria-expanded': expanded })}
        {...(refused ? unavailable : {})}
        onClick={(event) => {
          if (!refused) onClick?.(event)
        }}
      >
        <Icon name={icon} size={size === 'xs' ? 14 : 16} />
      </ActionIcon>
    </Tooltip>
  )
}
