import { glob } from 'node:fs/promises'
import { createRequire } from 'node:module'
import { fileURLToPath } from 'node:url'
import { execute, GraphQLObjectType, GraphQLSchema, parse, printSchema } from 'graphql'
import { createYoga } from 'graphql-yoga'
import { describe, expect, it } from 'vitest'
import { schema } from '../../src/graphql/schema.ts'

const root = fileURLToPath(new URL('../..', import.meta.url))
const packages = '{node_modules,node_modules/**/node_modules}/graphql/package.json'
const require = createRequire(import.meta.url)

describe('the package graphql', () => {
  it('is installed once: two copies would not know each other’s types', async () => {
    const found: string[] = []
    for await (const path of glob(packages, { cwd: root })) found.push(path)
    expect(found).toEqual(['node_modules/graphql/package.json'])
  })

  it('is the same one for tests, for Pothos and for Yoga', () => {
    const yoga = createRequire(require.resolve('graphql-yoga'))
    const pothos = createRequire(require.resolve('@pothos/core'))
    const own = require('graphql')
    expect([own.GraphQLObjectType, yoga('graphql').GraphQLObjectType, pothos('graphql').GraphQLObjectType]).toEqual([
      GraphQLObjectType,
      GraphQLObjectType,
      GraphQLObjectType,
    ])
  })

  it('prints and executes what Pothos built, alone and through Yoga', async () => {
    expect(schema).toBeInstanceOf(GraphQLSchema)
    expect(schema.getQueryType()).toBeInstanceOf(GraphQLObjectType)
    expect(printSchema(schema)).toContain('type Query {')

    const query = '{ __type(name: "Workspace") { kind name interfaces { name } } }'
    const answer = { data: { __type: { kind: 'OBJECT', name: 'Workspace', interfaces: [{ name: 'Node' }] } } }
    expect(plain(await execute({ schema, document: parse(query) }))).toEqual(answer)

    const yoga = createYoga({ schema, logging: false })
    const response = await yoga.fetch(`http://yoga/graphql?query=${encodeURIComponent(query)}`)
    expect(await response.json()).toEqual(answer)
  })
})

/** As a client gets it: without the null prototypes of an execution's result. */
const plain = (result: unknown): unknown => JSON.parse(JSON.stringify(result))
