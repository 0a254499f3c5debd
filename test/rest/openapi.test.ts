import { readFile } from 'node:fs/promises'
import { Validator } from '@seriousme/openapi-schema-validator'
import { describe, expect, it } from 'vitest'
import { openApiFile, openApiText } from '../../scripts/openapi.ts'
import { routes } from '../../src/rest/routes.ts'
import { testGateway } from '../support/gateway.ts'

const gateway = await testGateway()
const served = await fetch(`${gateway.url}/openapi.json`)
const document = await served.json()

describe('/openapi.json', () => {
  it('is served to anybody', () => {
    expect([served.status, served.headers.get('content-type')]).toEqual([200, 'application/json; charset=utf-8'])
  })

  it('is what the code says: `npm run openapi` writes it', async () => {
    expect(await readFile(openApiFile, 'utf8')).toBe(openApiText())
    expect(document).toEqual(JSON.parse(openApiText()))
  })

  it('is valid OpenAPI 3.1', async () => {
    const validator = new Validator()
    expect(await validator.validate(structuredClone(document))).toEqual({ valid: true })
    expect(validator.version).toBe('3.1')
  })

  it('would not be, if a part of an operation were missing', async () => {
    const broken = structuredClone(document)
    delete broken.paths['/devices/get'].get.parameters[0].name
    expect(await new Validator().validate(broken)).toMatchObject({ valid: false })
  })

  it('refers to nothing that is not there, and has nothing that is not referred to', () => {
    const references = new Set(
      [...JSON.stringify(document).matchAll(/"\$ref":"#\/components\/(\w+)\/(\w+)"/g)].map(
        ([, kind, name]) => `${kind} ${name}`,
      ),
    )
    const { securitySchemes: _, ...kinds } = document.components
    const parts = Object.entries(kinds).flatMap(([kind, named]) =>
      Object.keys(named as object).map((name) => `${kind} ${name}`),
    )
    expect([...references].toSorted()).toEqual(parts.toSorted())
  })

  it('has every operation by every method, and describes each parameter but what its name says', () => {
    const operations = Object.entries<object>(document.paths).flatMap(([path, methods]) =>
      Object.keys(methods).map((method) => `${method.toUpperCase()} ${path}`),
    )
    expect(operations.toSorted()).toEqual(
      routes.flatMap(({ path, methods }) => methods.map((method) => `${method} ${path}`)).toSorted(),
    )
    const ids = Object.values<Record<string, { operationId: string }>>(document.paths).flatMap((methods) =>
      Object.values(methods).map(({ operationId }) => operationId),
    )
    expect(new Set(ids).size).toBe(ids.length)
  })

  it('tells older names, and what changes nothing', () => {
    const { properties } = document.components.requestBodies.accessCodesCreate.content['application/json'].schema
    expect(properties.allow_external_modification).toEqual({
      type: 'boolean',
      default: false,
      deprecated: true,
      description: 'The same as `is_external_modification_allowed`.',
    })
    expect(properties.sync).toEqual({
      deprecated: true,
      description: 'Changes nothing. Codes are always put on their locks in their own time.',
    })
    const many = document.components.requestBodies.accessCodesCreateMultiple.content['application/json'].schema
    expect([many.required, many.properties.device_id.type]).toEqual([undefined, 'array'])
  })
})
