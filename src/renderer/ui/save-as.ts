/** Hands a text to the person as a file. */
export function saveAs(name: string, text: Blob): void {
  const link = document.createElement('a')
  link.href = URL.createObjectURL(text)
  link.download = name
  link.click()
  // The download has begun by then; the text need not stay in memory.
  setTimeout(() => URL.revokeObjectURL(link.href), 10_000)
}
