import { GraphQLError } from 'graphql'

/** A request that would cost too much, refused before any resolver runs. `spec: false`: 400 in every media type. */
export const tooComplex = (message: string) =>
  new GraphQLError(message, { extensions: { code: 'QUERY_TOO_COMPLEX', http: { status: 400, spec: false } } })
