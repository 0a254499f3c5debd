import { expect } from 'vitest'
import type { Scope } from '../../src/domain/auth/viewer.ts'
import type { Answer, TestGateway } from '../support/gateway.ts'
import { addDevice, addWorkspace } from '../support/house.ts'
import { addCode } from './codes.ts'
import { createMany, createOne, deleteGroup, plan, rotateGroup, unlinkOne, updateMany, updateOne } from './documents.ts'

export type House = Awaited<ReturnType<typeof aHouse>>

/** A workspace of a test's own, with who asks in it and what can be asked. */
export async function aHouse(
  gateway: TestGateway,
  scopes?: readonly Scope[],
  about: { readonly isSandbox?: boolean } = {},
) {
  const { database } = gateway
  const workspaceId = await addWorkspace(database, 'Test house', about)
  const client = await gateway.clientOf(workspaceId, scopes)
  return {
    workspaceId,
    client,
    door: (about: Parameters<typeof addDevice>[2] = {}) => addDevice(database, workspaceId, about),
    code: (about: Parameters<typeof addCode>[2]) => addCode(gateway, workspaceId, about),
    createOne: async (input: object) => onlyResult(await client.ask(createOne, { input })),
    createMany: async (input: object) => onlyResult(await client.ask(createMany, { input })),
    updateOne: async (input: object) => onlyResult(await client.ask(updateOne, { input })),
    updateMany: async (input: object) => onlyResult(await client.ask(updateMany, { input })),
    deleteGroup: async (commonCodeKey: string) =>
      onlyResult(await client.ask(deleteGroup, { input: { commonCodeKey } })),
    rotateGroup: async (input: object) => onlyResult(await client.ask(rotateGroup, { input })),
    unlinkOne: async (id: string) => onlyResult(await client.ask(unlinkOne, { input: { id } })),
    plan: async (input: object) => onlyResult(await client.ask(plan, { input })),
  }
}

/** What the one field of a request answers, where nothing failed. */
// biome-ignore lint/suspicious/noExplicitAny: the shape is the query's, and tests assert it whole
export function onlyResult(answer: Answer): any {
  expect(answer).toEqual({ data: expect.anything() })
  return Object.values(answer.data)[0]
}
