import { describe, expect, it } from 'vitest'
import { looksEncrypted } from './ciphertext.ts'

describe('what looks encrypted', () => {
  it.each([
    'gAAAAABmQ0nS7wq1m3b4Zk1c5o8yq2uT0a9ZpXv4bR7wK2nL6sD8fG1hJ3kM5pQ7rT9vX0zB2dF4hJ6lN8pR==',
    'vault:v1:8SDd3WHDOjf7mq69CyCqYjBXAiQQAVZRkFM13ok481zoCmHnSeDX9vyf7w==',
    'enc:9f86d081884c7d65',
    '\\xc30d04070302a1b2c3d4e5f6',
    '9f86d081884c7d659a2feaa0c55ad015',
    'YWJjZGVmZ2hpamtsbW5vcHFyc3R1dnd4eXowMTIzNDU2Nzg5QUJD',
  ])('%s', (text) => expect(looksEncrypted(text)).toBe(true))

  it.each([
    'Ines Okafor-Lindqvist',
    'Wolfeschlegelsteinhausenbergerdorff',
    'a.very.long.address.of.a.student.2026@students.alder-valley.example',
    'Nguyễn Văn A',
    '',
  ])('not: %s', (text) => expect(looksEncrypted(text)).toBe(false))
})
