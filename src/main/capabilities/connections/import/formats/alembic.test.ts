// biome-ignore-all lint/suspicious/noTemplateCurlyInString: such references are what the files hold
import { describe, expect, it } from 'vitest'
import { readAlembic } from './alembic.ts'

const read = (text: string) => readAlembic({ label: 'alembic.ini', baseName: 'alembic.ini', folder: '/srv/app', text })

describe('an alembic.ini', () => {
  it('gives the address of each section, percent signs undoubled', () => {
    const { connections } = read(
      '[alembic]\nsqlalchemy.url = postgresql+psycopg2://app:p%%40ss@db:5432/aada_lms\n[reports]\nsqlalchemy.url: mysql+pymysql://r@h/stats\n',
    )
    expect(connections).toMatchObject([
      {
        engine: 'postgres',
        host: 'db',
        port: 5432,
        user: 'app',
        password: 'p@ss',
        database: 'aada_lms',
        place: '[alembic] sqlalchemy.url',
      },
      { engine: 'mysql', host: 'h', port: 3306, user: 'r', password: null, database: 'stats', called: 'reports' },
    ])
  })

  it('is refused where a section comes twice, as Python refuses it', () => {
    const twice = '[alembic]\nsqlalchemy.url = sqlite:///a.db\n[alembic]\nsqlalchemy.url = sqlite:///b.db\n'
    expect(() => read(twice)).toThrow('alembic.ini has [alembic] more than once, and Python refuses such a file.')
    expect(read('[DEFAULT]\na = 1\n[alembic]\nsqlalchemy.url = sqlite:///a.db\n[DEFAULT]\nb = 2\n').connections).toHaveLength(1)
  })

  it('leaves the placeholder aside, with a word', () => {
    const { connections, remarks } = read('[alembic]\nsqlalchemy.url = driver://user:pass@localhost/dbname\n')
    expect(connections).toEqual([])
    expect(remarks.join()).toContain('placeholder')
  })

  it.each([
    ['sqlite:///app.db', '/srv/app/app.db'],
    ['sqlite:////var/lib/app.db', '/var/lib/app.db'],
    ['sqlite+aiosqlite:///%(here)s/data/app.db', '/srv/app/data/app.db'],
  ])('reads %s as SQLAlchemy does', (url, path) => {
    expect(read(`[alembic]\nsqlalchemy.url = ${url}\n`).connections).toMatchObject([{ engine: 'sqlite', database: path }])
  })

  it('fills in values of the section and of DEFAULT', () => {
    const { connections } = read('[DEFAULT]\nhost = db\n[alembic]\nname = lms\nsqlalchemy.url = postgresql://u@%(host)s/%(name)s\n')
    expect(connections).toMatchObject([{ host: 'db', database: 'lms', problem: null }])
  })

  it.each(['%(missing)s', 'postgresql://u:%(pw)s@h/d', '${DATABASE_URL}', '%(sqlalchemy.url)s'])('says that %s is not set', (url) => {
    expect(read(`[alembic]\nsqlalchemy.url = ${url}\n`).connections).toMatchObject([{ problem: { code: 'connection.import-incomplete' } }])
  })

  it('does not run away on values that multiply', () => {
    const lines = Array.from({ length: 9 }, (_, index) => `v${index} = ${`%(v${index + 1})s`.repeat(50)}`)
    const text = `[alembic]\n${lines.join('\n')}\nv9 = x\nsqlalchemy.url = %(v0)s\n`
    expect(read(text).connections).toMatchObject([{ problem: { code: 'connection.import-incomplete' } }])
  })
})
