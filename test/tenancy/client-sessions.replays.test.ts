import { describe, expect, it, vi } from 'vitest'
import { newId } from '../../src/data/uuid.ts'
import { aHouse, onlyResult } from '../api/a-house.ts'
import { notFound } from '../api/answers.ts'
import { writingNothing } from '../api/codes.ts'
import { createMany, createOne, rotateGroup } from '../api/documents.ts'
import { testGateway } from '../support/gateway.ts'
import { aSession } from './a-session.ts'

const gateway = await testGateway()
const { prisma } = gateway.database
const house = await aHouse(gateway)

async function anAccount() {
  const data = { id: newId(), workspaceId: house.workspaceId, provider: 'SIMULATED', displayName: 'Hub' } as const
  return (await prisma.connectedAccount.create({ data })).id
}

describe('an idempotency key of a session', () => {
  it('is its own: the same key of the workspace or of another session answers nothing', async () => {
    const door = await house.door()
    const sessions = [
      await aSession(gateway, house, { deviceIds: [door] }),
      await aSession(gateway, house, { deviceIds: [door] }),
    ]
    const input = { deviceId: door, idempotencyKey: 'booking 1' }
    const made = [await house.client.ask(createOne, { input })]
    for (const session of sessions) made.push(await session.ask(createOne, { input }))
    const ids = made.map((answer) => onlyResult(answer).accessCode.id)
    expect(new Set(ids).size).toBe(3)
    for (const [index, asker] of [house.client, ...sessions].entries())
      expect(onlyResult(await asker.ask(createOne, { input })).accessCode.id).toBe(ids[index])
  })

  it('answers nothing about doors that have left its account since', async () => {
    const [account, elsewhere] = [await anAccount(), await anAccount()]
    const [stays, leaves] = [
      await house.door({ connectedAccountId: account }),
      await house.door({ connectedAccountId: account }),
    ]
    const session = await aSession(gateway, house, { connectedAccountIds: [account] })
    const one = { input: { deviceId: leaves, commonCodeKey: 'leaving', idempotencyKey: 'one' } }
    const many = { input: { deviceIds: [stays, leaves], idempotencyKey: 'many' } }
    const rotation = { input: { commonCodeKey: 'leaving', idempotencyKey: 'rotation' } }
    const first = [
      await session.ask(createOne, one),
      await session.ask(createMany, many),
      await session.ask(rotateGroup, rotation),
    ]
    expect(first.map((answer) => onlyResult(answer).__typename)).toEqual([
      'CreateAccessCodePayload',
      'CreateMultipleAccessCodesPayload',
      'RotateLinkedCodeGroupPayload',
    ])
    await prisma.device.update({ where: { id: leaves }, data: { connectedAccountId: elsewhere } })
    await vi.waitUntil(async () => (await session.ask('{ devices { totalCount } }')).data.devices.totalCount === 1)
    const replays = async () => [
      onlyResult(await session.ask(createOne, one)),
      onlyResult(await session.ask(createMany, many)),
      onlyResult(await session.ask(rotateGroup, rotation)),
    ]
    expect(await writingNothing(gateway, replays)).toEqual([
      notFound(leaves),
      notFound(leaves),
      {
        ...{ __typename: 'NotFoundError', code: 'NOT_FOUND', ids: ['leaving'] },
        message: 'No linked code group of this workspace has the commonCodeKey leaving.',
      },
    ])
  })
})
