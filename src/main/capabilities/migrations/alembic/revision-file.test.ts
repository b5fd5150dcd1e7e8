import { expect, it } from 'vitest'
import { readRevisionFile } from './revision-file.ts'

it('a revision file tells the tables it makes, drops and renames on its way up', () => {
  const text = `revision = 'a1'
down_revision = None
def upgrade():
    op.create_table("Users", sa.Column("id", sa.Integer))
    op.rename_table('users', 'people', schema="app")
    op.drop_table("old")
    op.rename_table(name, 'other')
    op.execute("create table unseen (id int)")
def downgrade():
    op.drop_table("people")
`
  expect(readRevisionFile('/p/a1.py', 'a1.py', Buffer.from(text))).toMatchObject({
    tables: [
      { made: 'users', gone: null },
      { made: 'people', gone: 'users' },
      { made: null, gone: 'old' },
    ],
  })
})
