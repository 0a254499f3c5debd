import { z } from 'zod'
import type { Viewer } from '../../domain/auth/viewer.ts'
import { NotFoundError } from '../../domain/errors.ts'
import type { Services } from '../../domain/services.ts'
import { builder } from '../builder.ts'
import { changing } from '../changing.ts'
import type { forPersons } from './for-persons.ts'

const idInput = z.object({ id: z.string() })

interface Revocation {
  /** The mutation, in PascalCase. */
  readonly name: string
  readonly noun: string
  /** The payload's field with the id of what was ended. */
  readonly field: string
  readonly description: string
  /** Who may; by default whoever may manage credentials. */
  readonly rights?: typeof forPersons
  readonly verb: (services: Services, viewer: Viewer, id: string) => Promise<string>
}

/** A mutation that ends one credential or membership, by its id. */
export function revokingMutation({ name, noun, field, description, rights, verb }: Revocation): void {
  const Input = builder.inputType(`${name}Input`, {
    description: `Which ${noun} to end.`,
    validate: { schema: idInput },
    fields: (t) => ({ id: t.id({ required: true, description: `The id of the ${noun}.` }) }),
  })
  const Payload = builder.objectRef<{ id: string }>(`${name}Payload`).implement({
    description: `The ${noun} is ended.`,
    fields: (t) => ({ [field]: t.exposeID('id', { description: `The id of the ${noun} that was ended.` }) }),
  })
  builder.mutationField(`${name.charAt(0).toLowerCase()}${name.slice(1)}`, (t) =>
    t.field({
      type: Payload,
      description,
      args: { input: t.arg({ type: Input, required: true, description: `Which ${noun} to end.` }) },
      ...(rights ?? { authScopes: { manageCredentials: true } }),
      errors: {
        types: [NotFoundError],
        union: { name: `${name}Result`, description: `The ${noun} that was ended, or that there is none.` },
      },
      resolve: (_root, { input }, context) =>
        changing(context, async () => ({ id: await verb(context.services, context.viewer, input.id) })),
    }),
  )
}
