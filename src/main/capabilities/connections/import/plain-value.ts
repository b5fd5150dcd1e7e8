/**
 * Whether a host, user, database or path is one that an import takes and shows. Names may hold nearly anything; but a line
 * break lost in a file makes `user=app password=…` one value, and what is shown here must not be a password.
 */
export const isPlain = (value: string): boolean => {
  // biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are what is looked for
  return value.length <= 4096 && !/[\u0000-\u001f\u007f=]/.test(value)
}

/** Whether a text can be a host: a name, an IPv4 or IPv6 address. */
export const isHost = (host: string): boolean => /^[A-Za-z0-9_.-]{1,253}$/.test(host) || /^[0-9A-Fa-f:.]{2,45}$/.test(host)

/** A port, or null where the text is none. */
export const readPort = (text: string): number | null => {
  const port = /^\d{1,5}$/.test(text) ? Number(text) : 0
  return port >= 1 && port <= 65_535 ? port : null
}

/** Values that a guide tells people to replace: `your_lms_database_password_here`. */
export const isPlaceholder = (value: string): boolean => /^<[a-z _-]+>$|^your[_-][a-z_-]+[_-](here|name|user|host|password)$/i.test(value)

/** The word a file uses for where it is used; null where it uses none that is known. */
export const environmentOf = (word: string | undefined): 'production' | 'staging' | 'development' | null => {
  switch (word?.trim().toLowerCase()) {
    case 'production':
    case 'prod':
    case 'live':
      return 'production'
    case 'staging':
    case 'stage':
      return 'staging'
    case 'development':
    case 'dev':
    case 'local':
    case 'test':
      return 'development'
    default:
      return null
  }
}
