import { expect, it } from 'vitest'
import { schema } from '../../src/graphql/schema.ts'
import { inTheseWords } from '../../src/rest/words.ts'

const simulated = /^simulate/

it.each(Object.keys(schema.getMutationType()?.getFields() ?? {}).filter((name) => !simulated.test(name)))(
  'a message that names the mutation %s says what it is here',
  (name) => {
    expect(inTheseWords(`Use ${name} instead.`)).toMatch(/^Use (\/[a-z_/]+|\w+ \(by GraphQL\)) instead\.$/)
  },
)

it('fields are written as they are given here, and doors as they are called', () => {
  expect(inTheseWords('Give startsAt too, or leave out endsAt: myDoor, iPhone and McDonalds stay.')).toBe(
    'Give starts_at too, or leave out ends_at: myDoor, iPhone and McDonalds stay.',
  )
})
