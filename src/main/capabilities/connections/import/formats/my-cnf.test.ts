import { describe, expect, it } from 'vitest'
import { readMyCnf } from './my-cnf.ts'

const read = (text: string) => readMyCnf({ label: 'my.cnf', baseName: 'my.cnf', folder: '/etc/mysql', text })

describe('a my.cnf', () => {
  it('gives [client] with its TLS, quotes and escapes undone', () => {
    const { connections } = read(
      '[mysqld]\nuser=mysql\nport=3306\n[client]\nhost=db\nuser = "root"\npassword = "p#a\\"ss\\s"\nssl_ca=ca.pem\nloose-ssl-mode=VERIFY_IDENTITY # note\n',
    )
    expect(connections).toMatchObject([
      { engine: 'mysql', host: 'db', port: 3306, user: 'root', password: 'p#a"ss ', tls: { mode: 'verify-full', ca: '/etc/mysql/ca.pem' } },
    ])
  })

  it('gives what other groups change, and groups with a suffix their own name', () => {
    const { connections } = read(
      '[client]\nhost=db\nuser=u\n[mysql]\ndatabase=lms\n[client_backup]\nuser=backup\nskip-ssl\n[mysqladmin]\nuser=admin\n',
    )
    expect(connections).toMatchObject([
      { host: 'db', user: 'u', database: null },
      { host: 'db', user: 'u', database: 'lms' },
      { host: 'db', user: 'backup', called: 'backup', tls: { mode: 'disable' } },
    ])
  })

  it('does not follow an include, and says so', () => {
    const { connections, remarks } = read('!includedir /etc/mysql/conf.d/\n[client]\nport=3306\nsocket=/run/mysqld.sock\n')
    expect(connections).toEqual([])
    expect(remarks.join()).toMatch(/!include is not followed.*no host, user or database/)
  })

  it.each([
    ['password = pa;ss', 'pa;ss'],
    ['password = pa # note', 'pa'],
    ["password = 'it''s'", "it''s"],
    ['password', null],
    ['password =', null],
  ])('reads %s', (line, password) => {
    expect(read(`[client]\nuser=u\n${line}\n`).connections).toMatchObject([{ password }])
  })
})
