import type { ObjectRef } from '@pothos/core'
import { present } from '../../data/read/present.ts'
import type { MadeCredential } from '../../domain/auth/new-credential.ts'
import { builder } from '../builder.ts'
import type { Context } from '../context.ts'

interface NewToken<Row> {
  /** The payload's name. */
  readonly name: string
  readonly field: string
  readonly noun: string
  readonly type: ObjectRef<typeof builder.$inferSchemaTypes, Row, Row>
  readonly load: (context: Context, id: string) => Promise<Row | null>
}

/** The answer of a mutation that made a credential: the only one that holds its token. */
export const tokenPayload = <Row extends object>({ name, field, noun, type, load }: NewToken<Row>) =>
  builder.objectRef<MadeCredential>(name).implement({
    description: `The ${noun}, and its token: keep it, since it cannot be shown again.`,
    fields: (t) => ({
      token: t.exposeString('token', {
        description: 'To be sent as `Authorization: Bearer <token>`. Shown this once: only its hash is kept.',
      }),
      [field]: t.field({
        type,
        description: `The ${noun} that was made.`,
        // A row of any kind is more than the builder can follow here.
        resolve: ({ id }, _args, context) => load(context, id).then(present) as never,
      }),
    }),
  })
