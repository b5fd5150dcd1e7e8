/**
 * A statement fit for the audit log: literals, which may be a student's name or a password, become `?`. Comments go too.
 * It is for reading, not for running; at most 2,000 characters.
 */
export const redactStatement = (sql: string): string =>
  sql
    .replaceAll(/\/\*[\s\S]*?\*\/|--[^\n]*/g, ' ')
    .replaceAll(/\$([A-Za-z_]*)\$[\s\S]*?\$\1\$/g, '?')
    .replaceAll(/'(?:[^'\\]|''|\\.)*(?:'|$)/g, '?')
    .replaceAll(/\b\d+(?:\.\d+)?\b/g, '?')
    .replaceAll(/\s+/g, ' ')
    .trim()
    .slice(0, 2000)
