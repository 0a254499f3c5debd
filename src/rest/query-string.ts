import { z } from 'zod'

/**
 * What a query string says, by the kinds of value that `input` takes: `limit=2` is a number, `device_ids=a&device_ids=b`
 * a list, as are `device_ids[]=a` and `device_ids=a,b`, `custom_metadata_has.floor=2` an object, and `page_cursor=` null.
 * What is not of its kind stays text, and is refused as such. Names are newest or older ones alike.
 */
export function fromQueryString(
  query: string,
  input: z.ZodObject,
  aliases: Readonly<Record<string, string>> = {},
): Record<string, unknown> {
  const given = new Map<string, string[]>()
  for (const [name, value] of new URLSearchParams(query)) {
    // Tells a server to read the string as its clients write it, which is the only way here.
    if (name === '_strict') continue
    const bare = name.replace(/\[\d*\]$/, '')
    given.set(bare, [...(given.get(bare) ?? []), value])
  }
  const kinds = kindsOf(input)
  const result = new Map<string, unknown>()
  for (const [name, values] of given) {
    const [outer = '', inner] = name.split(/\.(.*)/s)
    const kind = kinds.get(Object.hasOwn(aliases, outer) ? (aliases[outer] ?? '') : outer)
    if (inner !== undefined && kind === 'object') {
      result.set(outer, { ...(result.get(outer) as object | undefined), [inner]: scalar(values.at(-1) ?? '') })
    } else result.set(name, meaningOf(values, kind))
  }
  return Object.fromEntries(result)
}

/** The same the other way: a query string that says this, as the Seam SDK writes it. */
export function toQueryString(given: Readonly<Record<string, unknown>>): string {
  const query = new URLSearchParams()
  const add = (name: string, value: unknown): void => {
    if (value === undefined) return
    if (value === null || (Array.isArray(value) && value.length === 0)) query.append(name, '')
    else if (Array.isArray(value)) for (const item of value) query.append(name, String(item))
    else if (typeof value === 'object') for (const [key, item] of Object.entries(value)) add(`${name}.${key}`, item)
    else query.append(name, String(value))
  }
  for (const [name, value] of Object.entries(given)) add(name, value)
  return query.toString()
}

function meaningOf(values: readonly string[], kind: string | undefined): unknown {
  const last = values.at(-1) ?? ''
  if (kind === 'array') return values.flatMap((value) => value.split(',')).filter((value) => value !== '')
  if (last === '') return null
  if (kind === 'number' || kind === 'integer') return /^-?\d+(\.\d+)?$/.test(last) ? Number(last) : last
  return kind === 'boolean' ? scalar(last) : last
}

const scalar = (text: string): string | boolean => (text === 'true' || text === 'false' ? text === 'true' : text)

/** The JSON type of each field; of one that may be null, the other type. */
function kindsOf(input: z.ZodObject): ReadonlyMap<string, string | undefined> {
  const known = remembered.get(input)
  if (known) return known
  const { properties = {} } = z.toJSONSchema(input, { io: 'input', unrepresentable: 'any' })
  const kinds = new Map(Object.entries(properties).map(([name, property]) => [name, typeOf(property)]))
  remembered.set(input, kinds)
  return kinds
}

const remembered = new WeakMap<z.ZodObject, ReadonlyMap<string, string | undefined>>()

function typeOf(property: z.core.JSONSchema._JSONSchema): string | undefined {
  if (typeof property === 'boolean') return undefined
  const { type, anyOf } = property
  if (anyOf) return anyOf.map(typeOf).find((one) => one !== 'null')
  const types: readonly (string | undefined)[] = Array.isArray(type) ? type : [type]
  return types.find((one) => one !== 'null')
}
