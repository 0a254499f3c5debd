import { z } from 'zod'
import { missing } from './missing.ts'
import { refusals } from './refusals.ts'
import type { Method, Route } from './route.ts'

type Schema = Record<string, unknown>

/** The OpenAPI 3.1 document of these operations, made from the schemas that they check and answer with. */
export function openApiDocument(routes: readonly Route[]): object {
  const schemas: Record<string, unknown> = {}
  const schemaOf = (schema: z.ZodType) => hoisted(schema, schemas)
  const inputs = routes.map((route) => [route, inputSchema(route, schemaOf)] as const)
  const refusal = { 'application/json': { schema: schemaOf(errorAnswer) } }
  return {
    openapi: '3.1.0',
    info: {
      title: 'Latchkey',
      version: '1',
      description:
        'Smart-lock access codes as clients of the Seam API ask for them. The same codes, rules and refusals are at /graphql, which can do more.',
    },
    security: [{ bearer: [] }],
    tags: [...new Set(routes.map(tagOf))].map((name) => ({ name })),
    paths: Object.fromEntries(
      inputs.map(([route, input]) => [
        route.path,
        Object.fromEntries(route.methods.map((method) => [method.toLowerCase(), operation(route, method, input)])),
      ]),
    ),
    components: {
      securitySchemes: { bearer: { type: 'http', scheme: 'bearer' } },
      requestBodies: Object.fromEntries(inputs.map(([route, input]) => [nameOf(route), requestBody(input)])),
      responses: {
        ...Object.fromEntries(routes.map((route) => [nameOf(route), response(route, schemaOf)])),
        refused: {
          description: 'Refused: nothing was changed. `error.type` says why, for machines.',
          headers: { 'seam-request-id': { description: 'Finds the request in the log.', schema: { type: 'string' } } },
          content: refusal,
        },
      },
      schemas,
    },
  }
}

const types = [...Object.values(refusals), ...Object.values(missing)].flatMap(({ type }) => type ?? [])

/** What every refusal looks like. */
export const errorAnswer = z
  .strictObject({
    error: z.strictObject({
      type: z
        .string()
        .describe(`For machines. More may be added. ${[...new Set(types)].map((type) => `\`${type}\``).join(', ')}, …`),
      message: z.string().describe('For people: what is wrong and what to do. Never contains a PIN.'),
      validation_errors: z
        .record(z.string(), z.unknown())
        .optional()
        .describe('Of `invalid_input`: by parameter, `{ "ends_at": { "_errors": ["…"] } }`.'),
      data: z.record(z.string(), z.unknown()).optional().describe('More facts, by type.'),
      request_id: z.string(),
    }),
    ok: z.literal(false),
  })
  .meta({ id: 'error' })

type SchemaOf = (schema: z.ZodType) => Schema

function operation(route: Route, method: Method, input: InputSchema): object {
  const name = nameOf(route)
  const isInAddress = method === 'GET' || method === 'DELETE'
  const parameters = [...(isInAddress ? queryParameters(input) : []), ...headerParameters(route)]
  return {
    operationId: `${name}${method.charAt(0)}${method.slice(1).toLowerCase()}`,
    tags: [tagOf(route)],
    summary: route.summary,
    description: [route.description, scopeSentence(route)].filter(Boolean).join(' '),
    ...(parameters.length > 0 && { parameters }),
    ...(!isInAddress && { requestBody: { $ref: `#/components/requestBodies/${name}` } }),
    responses: { 200: { $ref: `#/components/responses/${name}` }, default: { $ref: '#/components/responses/refused' } },
  }
}

/** `accessCodesCreateMultiple`. */
const nameOf = ({ path }: Route): string =>
  path.slice(1).replaceAll(/[/_](\w)/g, (_match, letter: string) => letter.toUpperCase())

const requestBody = (input: InputSchema): object => ({
  required: input.required !== undefined,
  content: { 'application/json': { schema: input } },
})

const response = ({ answer }: Route, schemaOf: SchemaOf): object => ({
  description: 'Done.',
  content: { 'application/json': { schema: schemaOf(z.strictObject({ ...answer, ok: z.literal(true) })) } },
})

const tagOf = ({ path }: Route): string => `/${path.split('/')[1]}`

const scopeSentence = ({ scope }: Route): string => (scope === null ? '' : `Needs the scope ${scope}.`)

/** The input with its older names, and what is taken and does nothing. */
function inputSchema({ input, aliases = {}, ignored = {} }: Route, schemaOf: SchemaOf): InputSchema {
  const schema = schemaOf(input) as unknown as InputSchema
  const properties = { ...schema.properties }
  for (const [older, newest] of Object.entries(aliases)) {
    properties[older] = { ...properties[newest], deprecated: true, description: `The same as \`${newest}\`.` }
  }
  for (const [name, why] of Object.entries(ignored)) {
    properties[name] = { deprecated: true, description: `Changes nothing. ${why}` }
  }
  const { required, ...rest } = schema
  // What may be given under an older name cannot be required under the newest one.
  const needed = required?.filter((name) => !Object.values(aliases).includes(name)) ?? []
  return { ...rest, properties, ...(needed.length > 0 && { required: needed }) }
}

interface InputSchema extends Schema {
  readonly properties: Record<string, Schema>
  readonly required?: readonly string[]
}

function queryParameters({ properties, required = [] }: InputSchema): object[] {
  return Object.entries(properties).map(([name, { description, deprecated, ...schema }]) => ({
    name,
    in: 'query',
    required: required.includes(name),
    ...(description !== undefined && { description }),
    ...(deprecated === true && { deprecated }),
    schema,
  }))
}

function headerParameters({ takesIdempotencyKey }: Route): object[] {
  if (!takesIdempotencyKey) return []
  const description =
    'Any text of up to 255 characters. The same key with the same input within 24 hours gives the first answer again, and creates nothing.'
  return [{ name: 'Idempotency-Key', in: 'header', required: false, description, schema: { type: 'string' } }]
}

/** A JSON schema whose named parts are in `schemas`, and referred to. */
function hoisted(schema: z.ZodType, schemas: Record<string, unknown>): Schema {
  // As it is given, or as it is made: what is answered is not transformed on its way.
  const made = z.toJSONSchema(schema, { io: 'input', unrepresentable: 'any' })
  const text = JSON.stringify(made).replaceAll('"#/$defs/', '"#/components/schemas/')
  const { $schema: _, $defs = {}, ...rest } = JSON.parse(text) as Schema & { $defs?: Schema }
  for (const [name, part] of Object.entries($defs)) schemas[name] = withoutId(part as Schema)
  const { id } = rest
  if (typeof id !== 'string') return rest
  schemas[id] = withoutId(rest)
  return { $ref: `#/components/schemas/${id}` }
}

const withoutId = ({ id: _, ...part }: Schema): Schema => part
