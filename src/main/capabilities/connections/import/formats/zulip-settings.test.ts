import { describe, expect, it } from 'vitest'
import { readLmsOptions } from './zulip-settings.ts'

describe("the options of DATABASES['lms_db'] in a settings file", () => {
  it('are read from assignments and updates, the later one counting, comments left out', () => {
    const text = `
DATABASES['lms_db']['OPTIONS']['sslmode'] = 'require'
# DATABASES['lms_db']['OPTIONS']['sslmode'] = 'disable'
DATABASES["lms_db"]["OPTIONS"].update({
    'sslmode': 'verify-full',
    # 'sslkey': '/commented',
    "sslcert": "/etc/zulip/ssl/lms-client.crt",
    'connect_timeout': 5,
})
DATABASES['default']['OPTIONS']['sslmode'] = 'disable'
DATABASES['lms_db']['OPTIONS']['sslrootcert'] = '/etc/it\\'s.crt'
`
    expect([...readLmsOptions(text)]).toEqual([
      ['sslmode', 'verify-full'],
      ['sslcert', '/etc/zulip/ssl/lms-client.crt'],
      ['connect_timeout', '5'],
      ['sslrootcert', "/etc/it's.crt"],
    ])
  })

  it('are read in little time from a text made to be slow', () => {
    const started = performance.now()
    readLmsOptions("DATABASES['lms_db']['OPTIONS']['a'] = '\\\\\\\\\\".repeat(20_000))
    readLmsOptions("DATABASES['lms_db']['OPTIONS'].update({'a': '".repeat(20_000))
    expect(performance.now() - started).toBeLessThan(5000)
  })
})
