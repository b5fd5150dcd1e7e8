/** Puts text on the clipboard in answer to a key or click; needs no permission, so it also works where hosts grant none. */
export function copyText(text: string): void {
  const write = (event: ClipboardEvent): void => {
    event.clipboardData?.setData('text/plain', text)
    event.preventDefault()
    event.stopPropagation()
  }
  document.addEventListener('copy', write, { capture: true, once: true })
  const done = document.execCommand('copy')
  document.removeEventListener('copy', write, { capture: true })
  if (!done) void navigator.clipboard?.writeText(text)
}
