/**
 * The text of a file, or null where it is none: UTF-8, or UTF-16 with its mark as some editors on Windows write it.
 * The byte order mark is taken off.
 */
export const decodeText = (bytes: Uint8Array): string | null => {
  const isUtf16 = bytes[0] === 0xff && bytes[1] === 0xfe
  try {
    const text = new TextDecoder(isUtf16 ? 'utf-16le' : 'utf-8', { fatal: true }).decode(bytes)
    return isText(text) ? text : null
  } catch (error) {
    if (error instanceof TypeError) return null
    throw error
  }
}

/** Text holds no control characters but tab, line ends and the page break. */
// biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are what is looked for
export const isText = (text: string): boolean => !/[\u0000-\u0008\u000b\u000e-\u001f\u007f]/.test(text)
