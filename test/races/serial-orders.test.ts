import { expect, it } from 'vitest'
import { testGateway } from '../support/gateway.ts'
import { aStay, meet, requests, type Stay } from './a-stay.ts'
import { waitersFor } from './waiting.ts'
import { whatBecame } from './what-became.ts'

const gateway = await testGateway({ connectionsMax: 30 })
const names = Object.keys(requests)
const pairs = names
  .flatMap((one, index) => names.slice(index).map((other) => [one, other] as const))
  .filter(([one, other]) => meet(one, other))

/** Both answers, by what was asked, and what became of the stay. */
async function outcomeOf(order: readonly string[], run: (stay: Stay) => Promise<readonly { __typename: string }[]>) {
  const stay = await aStay(gateway)
  const answers = await run(stay)
  const told = answers.map(({ __typename }, index) => `${order[index]}: ${__typename}`).sort()
  return { told, became: await whatBecame(gateway, stay) }
}

const ask = (name: string, stay: Stay) => (requests[name] as (stay: Stay) => Promise<{ __typename: string }>)(stay)

const oneByOne = (order: readonly string[]) =>
  outcomeOf(order, async (stay) => {
    const answers = []
    for (const name of order) answers.push(await ask(name, stay))
    return answers
  })

/** Both have looked, and wait for the doors, before either goes on: the second then knows what is no longer so. */
const atOnce = (order: readonly string[]) =>
  outcomeOf(order, async (stay) => {
    const holder = await gateway.database.pool.connect()
    try {
      await holder.query('begin')
      await holder.query('select from device_sync where device_id = any($1) for update', [Object.values(stay.doors)])
      const answers: Promise<{ __typename: string }>[] = []
      let answered = 0
      for (const name of order) {
        answers.push(
          ask(name, stay).finally(() => {
            answered++
          }),
        )
        await expect
          .poll(async () => answered + (await waitersFor(gateway.database.pool, holder)), {
            timeout: 15_000,
            interval: 5,
          })
          .toBe(answers.length)
      }
      await holder.query('commit')
      return await Promise.all(answers)
    } finally {
      await holder.query('rollback')
      holder.release()
    }
  })

it.each(pairs)('%s, and %s at the same moment, end as one after the other would', async (one, other) => {
  const orders =
    one === other
      ? [[one, other]]
      : [
          [one, other],
          [other, one],
        ]
  const serial = await Promise.all(orders.map(oneByOne))
  for (const outcome of await Promise.all(orders.map(atOnce))) expect(serial).toContainEqual(outcome)
})
