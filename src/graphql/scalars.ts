import { GraphQLError } from 'graphql'
import { DateTimeResolver, JSONResolver } from 'graphql-scalars'
import { builder } from './builder.ts'

builder.scalarType('DateTime', {
  description:
    'An instant as RFC 3339 text with a zone, such as `2027-01-31T15:00:00Z` or `2027-01-31T16:00:00+01:00`. Truncated to milliseconds; always returned in UTC with milliseconds.',
  serialize: (value) => value.toISOString(),
  parseValue: (value) => {
    // The library also takes numbers, whose unit nobody can see.
    if (typeof value !== 'string') throw new GraphQLError('A DateTime is text, such as "2027-01-31T15:00:00Z".')
    const instant = DateTimeResolver.parseValue(value)
    // RFC 3339 writes a year with four digits, and answers are in UTC.
    if (!/^\d{4}-/.test(instant.toISOString())) throw new GraphQLError('A DateTime has a year of four digits in UTC.')
    return instant
  },
})
builder.addScalarType('JSON', JSONResolver, {
  description: 'Any JSON value: an object, a list, a text, a number, true, false or null.',
})
