const escapes: Readonly<Record<string, string>> = { n: '\n', t: '\t', r: '\r', b: '\b', '0': '\0', Z: '\x1a' }

/** What a quoted text stands for. A backslash hides the next character, as it does unless the session says otherwise. */
export const stringValue = (quoted: string): string => {
  const quote = quoted[0] ?? "'"
  return quoted
    .slice(1, -1)
    .replaceAll(new RegExp(`\\\\([\\s\\S])|${quote}${quote}`, 'g'), (_, hidden?: string) =>
      hidden === undefined ? quote : (escapes[hidden] ?? hidden),
    )
}
