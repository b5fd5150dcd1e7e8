import { describe, expect, it } from 'vitest'
import { isSecretColumn } from './secret-columns.ts'

describe('a column that holds a credential', () => {
  it.each([
    'hashed_password',
    'password',
    'passwordHash',
    'PASSWORD',
    'api_key',
    'apiKey',
    'refresh_token',
    'resetToken',
    'mfa_secret',
    'token',
    'private_key_encrypted',
    'salt',
  ])('is known by the name %s', (name) => {
    expect(isSecretColumn(name)).toBe(true)
  })

  it.each([
    'password_changed_at',
    'passwords_count',
    'email',
    'full_name',
    'token_count',
    'keyboard',
    'secretary',
    'hash_id',
    'password_expires',
    'primary_key',
  ])('is not %s', (name) => {
    expect(isSecretColumn(name)).toBe(false)
  })
})
