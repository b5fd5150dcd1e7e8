import { type CSSVariablesResolver, createTheme, defaultVariantColorsResolver, type MantineColorsTuple } from '@mantine/core'

const tuple = (colour: string): MantineColorsTuple => [colour, colour, colour, colour, colour, colour, colour, colour, colour, colour]

/** The tokens as Mantine's theme. Colours are variables, so both schemes come from tokens.css and nowhere else. */
export const theme = createTheme({
  fontFamily: 'var(--pv-font)',
  fontFamilyMonospace: 'var(--pv-mono)',
  fontSizes: { xs: '11px', sm: '12px', md: '13px', lg: '15px', xl: '18px' },
  lineHeights: { xs: '16px', sm: '18px', md: '18px', lg: '20px', xl: '24px' },
  spacing: { xs: '4px', sm: '8px', md: '12px', lg: '16px', xl: '24px' },
  radius: { xs: '4px', sm: '6px', md: '8px', lg: '10px', xl: '12px' },
  defaultRadius: 'sm',
  shadows: { xs: 'none', sm: 'none', md: 'var(--pv-sh-2)', lg: 'var(--pv-sh-2)', xl: 'var(--pv-sh-3)' },
  focusRing: 'auto',
  cursorType: 'default',
  respectReducedMotion: true,
  primaryColor: 'ink',
  colors: { ink: tuple('var(--pv-btn)'), danger: tuple('var(--pv-fail-fill)'), production: tuple('var(--pv-prod-fill)') },
  variantColorResolver: (input) => {
    const border = '1px solid transparent'
    if (input.variant === 'filled') {
      if (input.color === 'danger')
        return { background: 'var(--pv-fail-fill)', hover: 'var(--pv-fail)', color: 'var(--pv-on-fill)', border }
      if (input.color === 'production')
        return { background: 'var(--pv-prod-fill)', hover: 'var(--pv-prod-fill)', color: 'var(--pv-on-fill)', border }
      return { background: 'var(--pv-btn)', hover: 'var(--pv-btn-hover)', color: 'var(--pv-on-btn)', border }
    }
    if (input.variant === 'default') {
      const danger = input.color === 'danger'
      return {
        background: 'var(--pv-surface)',
        hover: danger ? 'var(--pv-fail-soft)' : 'var(--pv-sunken)',
        color: danger ? 'var(--pv-fail)' : 'var(--pv-ink)',
        border: `1px solid var(${danger ? '--pv-fail-line' : '--pv-line-2'})`,
      }
    }
    if (input.variant === 'subtle') {
      return { background: 'transparent', hover: 'var(--pv-sunken)', color: 'var(--pv-ink-2)', border }
    }
    return defaultVariantColorsResolver(input)
  },
  components: {
    Button: {
      defaultProps: { variant: 'default', size: 'sm' },
      vars: (_theme: unknown, props: { size?: string }) => ({
        root: {
          '--button-height': props.size === 'xs' ? '24px' : props.size === 'lg' ? '32px' : '28px',
          '--button-padding-x': props.size === 'xs' ? '8px' : '11px',
          '--button-fz': props.size === 'xs' ? '12px' : '13px',
        },
      }),
      styles: { root: { fontWeight: 500 }, section: { marginInlineEnd: 6 } },
    },
    ActionIcon: {
      defaultProps: { variant: 'subtle' },
      vars: (_theme: unknown, props: { size?: string }) => ({ root: { '--ai-size': props.size === 'xs' ? '24px' : '28px' } }),
    },
    Input: {
      vars: () => ({
        wrapper: {
          '--input-height': '28px',
          '--input-bg': 'var(--pv-surface)',
          '--input-bd': 'var(--pv-line-ctl)',
          '--input-fz': '13px',
          '--input-bd-focus': 'var(--pv-accent-fill)',
        },
      }),
    },
    InputWrapper: {
      styles: {
        label: { fontSize: 12, fontWeight: 500, marginBottom: 4 },
        description: { fontSize: 12, color: 'var(--pv-ink-3)' },
        error: { fontSize: 12 },
      },
    },
    Checkbox: { defaultProps: { size: 'xs', color: 'var(--pv-accent-fill)' } },
    Radio: { defaultProps: { size: 'xs', color: 'var(--pv-accent-fill)' } },
    Switch: {
      defaultProps: { size: 'xs', color: 'var(--pv-accent-fill)' },
      styles: { label: { fontSize: 13, lineHeight: '18px' }, description: { fontSize: 12, marginTop: 0 } },
    },
    SegmentedControl: {
      defaultProps: { size: 'xs' },
      styles: {
        root: { background: 'var(--pv-surface)', border: '1px solid var(--pv-line-2)', padding: 0, height: 28, borderRadius: 6 },
        control: { borderColor: 'var(--pv-line-2)' },
        indicator: { background: 'var(--pv-sunken)', boxShadow: 'none', borderRadius: 5 },
        label: { fontSize: 13, fontWeight: 500, lineHeight: '26px', padding: '0 10px', color: 'var(--pv-ink)' },
      },
    },
    Tooltip: {
      defaultProps: { openDelay: 400, multiline: true, maw: 300, withArrow: true, transitionProps: { duration: 140 } },
      vars: () => ({ tooltip: { '--tooltip-bg': 'var(--pv-ink)', '--tooltip-color': 'var(--pv-surface)' } }),
      styles: { tooltip: { fontSize: 12, lineHeight: '17px', padding: '6px 8px' } },
    },
    Menu: {
      defaultProps: { shadow: 'md', radius: 'md', transitionProps: { duration: 140 } },
      styles: {
        dropdown: { background: 'var(--pv-raised)', border: 0, padding: 4 },
        item: { fontSize: 13, lineHeight: '18px', padding: '5px 8px', borderRadius: 5 },
        label: { fontSize: 11, color: 'var(--pv-ink-3)' },
      },
    },
    Popover: {
      defaultProps: { shadow: 'md', radius: 'md', transitionProps: { duration: 140 } },
      styles: { dropdown: { background: 'var(--pv-raised)', border: 0 } },
    },
    Modal: {
      defaultProps: {
        centered: false,
        yOffset: 104,
        radius: 'lg',
        shadow: 'xl',
        overlayProps: { color: 'var(--pv-scrim)', backgroundOpacity: 1 },
      },
      styles: {
        content: { background: 'var(--pv-raised)' },
        header: { background: 'var(--pv-raised)' },
        title: { fontSize: 15, lineHeight: '20px', fontWeight: 600, letterSpacing: '-.012em' },
        overlay: { background: 'var(--pv-scrim)' },
      },
    },
    Notification: {
      defaultProps: { radius: 'md' },
      styles: {
        root: { background: 'var(--pv-raised)', border: 0, boxShadow: 'var(--pv-sh-2)', padding: '10px 12px', alignItems: 'flex-start' },
        icon: { background: 'transparent', width: 14, height: 18, marginInlineEnd: 8, '--pv-cut': 'var(--pv-raised)' },
        title: { fontSize: 13, lineHeight: '18px', fontWeight: 500, marginBottom: 0 },
        description: { fontSize: 12, lineHeight: '17px', color: 'var(--pv-ink-3)' },
      },
    },
    Select: { styles: { dropdown: { background: 'var(--pv-raised)', border: 0, boxShadow: 'var(--pv-sh-2)' }, option: { fontSize: 13 } } },
  },
})

/** Mantine's own variables, per scheme, from the tokens. Its placeholder and disabled greys fall under AA, so they go first. */
export const cssVariablesResolver: CSSVariablesResolver = () => {
  const variables = {
    '--mantine-color-body': 'var(--pv-surface)',
    '--mantine-color-text': 'var(--pv-ink)',
    '--mantine-color-bright': 'var(--pv-ink)',
    '--mantine-color-dimmed': 'var(--pv-ink-3)',
    '--mantine-color-placeholder': 'var(--pv-ink-3)',
    '--mantine-color-anchor': 'var(--pv-accent)',
    '--mantine-color-error': 'var(--pv-fail)',
    '--mantine-color-success': 'var(--pv-ok)',
    '--mantine-color-default': 'var(--pv-surface)',
    '--mantine-color-default-hover': 'var(--pv-sunken)',
    '--mantine-color-default-color': 'var(--pv-ink)',
    '--mantine-color-default-border': 'var(--pv-line-2)',
    '--mantine-color-disabled': 'var(--pv-sunken)',
    '--mantine-color-disabled-color': 'var(--pv-ink-3)',
    '--mantine-color-disabled-border': 'var(--pv-line-2)',
    '--mantine-primary-color-filled': 'var(--pv-btn)',
    '--mantine-primary-color-filled-hover': 'var(--pv-btn-hover)',
    '--mantine-primary-color-contrast': 'var(--pv-on-btn)',
    '--mantine-color-ink-outline': 'var(--pv-accent-fill)',
    '--mantine-color-ink-light': 'var(--pv-accent-soft)',
    '--mantine-color-ink-filled': 'var(--pv-accent-fill)',
  }
  return { variables: {}, light: variables, dark: variables }
}
