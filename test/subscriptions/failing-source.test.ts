import { expect, it } from 'vitest'
import { key, schemaOf, startStandIn } from '../server/stand-in.ts'
import { subscribe } from './subscriber.ts'

it('a source that fails ends its stream with an error that hides the cause, and the log has it', async () => {
  const schema = schemaOf('type Query { a: Int } type Subscription { tick: Int }', {
    Subscription: {
      tick: {
        async *subscribe() {
          yield { tick: 1 }
          throw new Error('no connection to 10.0.0.7')
        },
      },
    },
  })
  await using server = await startStandIn(schema)
  const watching = await subscribe(server, { key }, 'subscription { tick }')
  const [first, last, ...more] = await watching.rest()
  expect(first).toEqual({ data: { tick: 1 } })
  expect(last?.errors?.map(({ extensions }) => extensions.code)).toEqual(['INTERNAL_SERVER_ERROR'])
  expect(JSON.stringify(last)).not.toContain('10.0.0.7')
  expect(more).toEqual([])
  expect(server.log.lines).toContainEqual(
    expect.objectContaining({ err: expect.objectContaining({ message: 'no connection to 10.0.0.7' }) }),
  )
})
