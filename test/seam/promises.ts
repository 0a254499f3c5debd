import { openapi, schemas } from '@seamapi/types/connect'
import { z } from 'zod'

/**
 * What Seam itself promises of an answer, from its own package of definitions: its Zod schemas of things, put together as
 * its OpenAPI document says that each route answers.
 */
export function seamAnswer(path: string): z.ZodType {
  const known = answers.get(path)
  if (known) return known
  const operation = (openapi.paths as Record<string, Record<string, Operation>>)[path]
  const { post } = operation ?? {}
  if (!post) throw new Error(`Seam defines no ${path}`)
  const { properties } = post.responses[200].content['application/json'].schema
  const answer = z.object({
    ...Object.fromEntries(Object.entries(properties).map(([key, property]) => [key, schemaFor(property)])),
    ...differing[path],
    ok: z.literal(true),
  })
  answers.set(path, answer)
  return answer
}

const answers = new Map<string, z.ZodType>()

interface Operation {
  readonly responses: {
    readonly 200: { readonly content: { readonly 'application/json': { readonly schema: Answer } } }
  }
}
interface Answer {
  readonly properties: Readonly<Record<string, Property>>
}
interface Property {
  readonly $ref?: string
  readonly type?: string
  readonly items?: Property
}

function schemaFor({ $ref, type, items }: Property): z.ZodType {
  if (type === 'array' && items) return z.array(schemaFor(items))
  const name = $ref?.split('/').at(-1)
  const schema = name === undefined ? undefined : things[name]
  if (schema) return schema
  if ($ref === undefined) return z.unknown()
  throw new Error(`nothing is known of ${name}`)
}

const error = schemas.access_code.shape.errors.element
/** Said of a code since 2026-08-17, which is newer than the package. */
const newerError = z.object({
  error_code: z.literal('code_constraints_violated'),
  message: z.string(),
  is_access_code_error: z.literal(true),
  created_at: z.string().datetime().optional(),
})
const errors = z.array(z.discriminatedUnion('error_code', [...error.options, newerError]))
/** Lock stacks of our own have kinds of devices that Seam has not: the rest of such a device is as promised. */
const device_type = z.string()

const things: Readonly<Record<string, z.ZodType>> = {
  access_code: schemas.access_code.extend({ errors }),
  unmanaged_access_code: schemas.unmanaged_access_code.extend({ errors }),
  device: schemas.device.extend({ device_type }),
  unmanaged_device: schemas.unmanaged_device.extend({ device_type }),
  action_attempt: schemas.action_attempt,
  event: schemas.seam_event,
  connected_account: schemas.connected_account,
  workspace: schemas.workspace,
  client_session: schemas.client_session,
  pagination: schemas.pagination,
}

/** Where the document is wrong by Seam's own clients, or of no thing that has a schema. */
const differing: Readonly<Record<string, z.ZodRawShape>> = {
  '/access_codes/generate_code': {
    generated_code: z.object({ device_id: z.string().uuid(), code: z.string() }),
  },
  '/events/get': { message: z.undefined() },
  '/access_codes/get_timeline': {
    timeline_events: z.array(
      z.object({
        timeline_event_id: z.string().uuid(),
        event_type: z.string(),
        occurred_at: z.string().datetime(),
        actor: z.object({ type: z.enum(['api_key', 'console_user', 'system', 'external']) }),
        description: z.string(),
        details: z.record(z.unknown()),
        related_resource_ids: z.record(z.string().uuid()),
      }),
    ),
    pagination: z.object({
      has_more: z.boolean(),
      next_cursor: z.string().nullable(),
      prev_cursor: z.string().nullable(),
    }),
  },
}
