import { GraphQLError } from 'graphql'
import type { SlowConsumerError } from '../../data/read/event-buffer.ts'

/** The last thing that a slow reader of events is told. */
export const slowConsumer = (error: SlowConsumerError): GraphQLError =>
  new GraphQLError(
    `This stream ends, for ${error.message}. Subscribe again with the id of the last event you got as afterEventId: nothing is lost.`,
    { extensions: { code: 'SLOW_CONSUMER' } },
  )
