import { expect, test } from 'vitest'
import { connect } from '../../src/data/client.ts'
import { inTransaction } from '../../src/data/transaction.ts'
import { freshDatabase } from '../support/database.ts'
import { runSql } from '../support/sql.ts'

const { url } = await freshDatabase()

test('a database session that ends in the midst of a transaction fails that transaction, not the process', async () => {
  await using database = connect(url)
  const { pool } = database
  const work = inTransaction(pool, async (tx) => {
    const { rows } = await tx.query('select pg_backend_pid() as pid')
    const ended = new Promise<void>((resolve) => tx.once('end', resolve))
    // Nothing is being asked at this moment, so that there is nobody to be told but the session itself.
    await runSql(url, `select pg_terminate_backend(${rows[0].pid})`)
    await ended
    await tx.query('select 1')
  })
  await expect(work).rejects.toThrow()
  expect((await pool.query('select 1 as one')).rows).toEqual([{ one: 1 }])
})
