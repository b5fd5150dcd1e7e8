import { setNonce } from 'get-nonce'

/** The nonce of this page, under which the policy lets styles be added; empty in an environment without a policy. */
export const styleNonce = document.querySelector<HTMLMetaElement>('meta[property="csp-nonce"]')?.nonce ?? ''

// The scroll lock under Mantine's dialogs adds a style of its own, and asks here.
if (styleNonce !== '') setNonce(styleNonce)
