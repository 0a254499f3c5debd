import { createServer, request } from 'node:http'
import type { AddressInfo } from 'node:net'
import * as current from '@seamapi/http'
import * as older from '@seamapi/http-1/connect'
import { afterAll, describe, expect, it } from 'vitest'
import { demoDeviceIds } from '../../prisma/demo-doors.ts'
import { writingNothing } from '../api/codes.ts'
import { countRows } from '../support/rows.ts'
import { currentClient, olderClient } from './clients.ts'
import { demoGateway } from './demo-gateway.ts'

const gateway = await demoGateway()
const { frontDoor, backDoor, garage, cellar, meetingRoom, keyBox, thermostat, boatShed } = demoDeviceIds
const nobody = '0a6fd2e4-0000-4000-8000-000000000000'

/** What a request that must be refused, and write nothing, is refused with. */
async function refusalOf(ask: () => PromiseLike<unknown>): Promise<unknown> {
  return writingNothing(gateway, async () => {
    const [outcome] = await Promise.allSettled([ask()])
    if (outcome.status === 'fulfilled') throw new Error('it was not refused')
    return outcome.reason
  })
}

describe.each([
  ['@seamapi/http 2.32.0', currentClient, current],
  ['@seamapi/http 1.121.0', olderClient as unknown as typeof currentClient, older as unknown as typeof current],
] as const)('%s', (_version, connect, errors) => {
  const seam = connect(gateway.where)

  it('throws SeamHttpInvalidInputError for bad input, with a message for each parameter', async () => {
    const error = await refusalOf(() =>
      seam.accessCodes.create({ device_id: frontDoor, code: '12', starts_at: 'soon', name: '' }),
    )
    expect(error).toBeInstanceOf(errors.SeamHttpInvalidInputError)
    const { code, statusCode, requestId, validationErrors } = error as current.SeamHttpInvalidInputError
    expect({ code, statusCode, requestId }).toEqual({
      code: 'invalid_input',
      statusCode: 400,
      requestId: expect.stringMatching(/^[0-9a-f-]{36}$/),
    })
    if (validationErrors) {
      expect(validationErrors).toEqual([
        { parameterName: 'code', errorMessages: ['A PIN is 4 to 12 digits.'] },
        { parameterName: 'name', errorMessages: ['Must not be blank.'] },
        {
          parameterName: 'starts_at',
          errorMessages: ['Must be an ISO 8601 date and time with its offset from UTC.'],
        },
      ])
    }
    const told = (error as current.SeamHttpInvalidInputError).getValidationErrorMessages('code')
    expect(told).toEqual(['A PIN is 4 to 12 digits.'])
  })

  it('throws it with the parameter that a lock does not take, and what of it', async () => {
    const error = await refusalOf(() => seam.accessCodes.create({ device_id: garage, code: '1123' }))
    expect(error).toBeInstanceOf(errors.SeamHttpInvalidInputError)
    expect(error).toMatchObject({
      data: { device_id: garage, violations: [{ constraint_type: 'unique_first_four_digits' }] },
    })
    expect((error as current.SeamHttpInvalidInputError).getValidationErrorMessages('code')).toHaveLength(1)
    const tooLong = await refusalOf(() => seam.accessCodes.create({ device_id: cellar, name: 'x'.repeat(15) }))
    expect((tooLong as current.SeamHttpInvalidInputError).getValidationErrorMessages('name')).toHaveLength(1)
  })

  it.each<[string, number, string, () => PromiseLike<unknown>]>([
    ['device_not_found', 404, 'accessCodes.create', () => seam.accessCodes.create({ device_id: nobody })],
    [
      'device_not_found',
      404,
      'accessCodes.createMultiple',
      () => seam.accessCodes.createMultiple({ device_ids: [frontDoor, nobody] }),
    ],
    ['device_not_found', 404, 'accessCodes.generateCode', () => seam.accessCodes.generateCode({ device_id: nobody })],
    ['device_not_found', 404, 'devices.get', () => seam.devices.get({ device_id: nobody })],
    ['device_not_found', 404, 'devices.update', () => seam.devices.update({ device_id: nobody, name: 'x' })],
    ['device_not_found', 404, 'devices.unmanaged.get', () => seam.devices.unmanaged.get({ device_id: frontDoor })],
    [
      'device_not_found',
      404,
      'devices.unmanaged.update',
      () => seam.devices.unmanaged.update({ device_id: nobody, is_managed: true }),
    ],
    ['device_not_found', 404, 'locks.get', () => seam.locks.get({ device_id: thermostat })],
    [
      'device_not_found',
      404,
      'accessCodes.reportDeviceConstraints',
      () => seam.accessCodes.reportDeviceConstraints({ device_id: nobody, supported_code_lengths: [4] }),
    ],
    ['access_code_not_found', 404, 'accessCodes.get', () => seam.accessCodes.get({ access_code_id: nobody })],
    [
      'access_code_not_found',
      404,
      'accessCodes.get',
      () => seam.accessCodes.get({ device_id: frontDoor, code: '987654' }),
    ],
    [
      'access_code_not_found',
      404,
      'accessCodes.update',
      () => seam.accessCodes.update({ access_code_id: nobody, name: 'x' }),
    ],
    ['access_code_not_found', 404, 'accessCodes.delete', () => seam.accessCodes.delete({ access_code_id: nobody })],
    [
      'access_code_not_found',
      404,
      'accessCodes.pullBackupAccessCode',
      () => seam.accessCodes.pullBackupAccessCode({ access_code_id: nobody }),
    ],
    [
      'access_code_not_found',
      404,
      'accessCodes.unmanaged.get',
      () => seam.accessCodes.unmanaged.get({ access_code_id: nobody }),
    ],
    [
      'access_code_not_found',
      404,
      'accessCodes.unmanaged.delete',
      () => seam.accessCodes.unmanaged.delete({ access_code_id: nobody }),
    ],
    [
      'access_code_not_found',
      404,
      'accessCodes.unmanaged.convertToManaged',
      () => seam.accessCodes.unmanaged.convertToManaged({ access_code_id: nobody }),
    ],
    [
      'access_code_not_found',
      404,
      'accessCodes.unmanaged.update',
      () => seam.accessCodes.unmanaged.update({ access_code_id: nobody, is_managed: true }),
    ],
    [
      'common_code_key_not_found',
      404,
      'accessCodes.updateMultiple',
      () => seam.accessCodes.updateMultiple({ common_code_key: 'none', name: 'x' }),
    ],
    [
      'action_attempt_not_found',
      404,
      'actionAttempts.get',
      () => seam.actionAttempts.get({ action_attempt_id: nobody }),
    ],
    ['event_not_found', 404, 'events.get', () => seam.events.get({ event_id: nobody })],
    [
      'connected_account_not_found',
      404,
      'connectedAccounts.get',
      () => seam.connectedAccounts.get({ connected_account_id: nobody }),
    ],
    ['unsupported_device', 400, 'accessCodes.create', () => seam.accessCodes.create({ device_id: thermostat })],
    [
      'unsupported_device',
      400,
      'accessCodes.reportDeviceConstraints',
      () => seam.accessCodes.reportDeviceConstraints({ device_id: frontDoor, supported_code_lengths: [4] }),
    ],
    [
      'code_cannot_be_shared',
      400,
      'accessCodes.createMultiple',
      () => seam.accessCodes.createMultiple({ device_ids: [frontDoor, meetingRoom] }),
    ],
    ['device_full', 409, 'accessCodes.create', () => seam.accessCodes.create({ device_id: keyBox })],
    [
      'device_offline',
      409,
      'accessCodes.create',
      () => seam.accessCodes.create({ device_id: boatShed, attempt_for_offline_device: false }),
    ],
    ['not_found', 404, 'thermostats.list', () => seam.thermostats.list()],
    ['not_found', 404, 'locks.unlockDoor', () => seam.locks.unlockDoor({ device_id: frontDoor })],
  ])('throws SeamHttpApiError %s (%i) for %s', async (type, status, _method, ask) => {
    const error = await refusalOf(ask)
    expect(error).toBeInstanceOf(errors.SeamHttpApiError)
    expect(error).toMatchObject({ code: type, statusCode: status, message: expect.any(String) })
    expect((error as current.SeamHttpApiError).requestId).toMatch(/^[0-9a-f-]{36}$/)
  })

  it('throws SeamHttpApiError duplicate_access_code with the code that is in the way', async () => {
    const { access_code_id, code } = await seam.accessCodes.create({ device_id: backDoor })
    const error = await refusalOf(() => seam.accessCodes.create({ device_id: backDoor, code: code ?? '' }))
    expect(error).toMatchObject({
      code: 'duplicate_access_code',
      data: { device_id: backDoor, conflicting_access_code_id: access_code_id },
    })
  })

  it('throws SeamHttpUnauthorizedError for a key that is unknown', async () => {
    const stranger = connect({ ...gateway.where, apiKey: 'seam_unknown' })
    const error = await refusalOf(() => stranger.devices.list())
    expect(error).toBeInstanceOf(errors.SeamHttpUnauthorizedError)
    expect(error).toMatchObject({ code: 'unauthorized', statusCode: 401 })
  })
})

describe('a client whose answer is lost on the way', async () => {
  const { endpoint } = gateway.where
  let lost = 0
  /** Passes requests on, and breaks the connection instead of the first answers. */
  const broken = createServer((from, to) => {
    const { method, url, headers } = from
    const onward = request(new URL(url ?? '/', endpoint), { method, headers }, (answer) => {
      if (lost-- > 0) {
        answer.resume().once('end', () => from.socket.destroy())
        return
      }
      to.writeHead(answer.statusCode ?? 500, answer.headers)
      answer.pipe(to)
    })
    from.pipe(onward)
  })
  await new Promise<void>((resolve) => broken.listen(0, '127.0.0.1', resolve))
  afterAll(() => new Promise((resolve) => broken.close(resolve)))
  const { port } = broken.address() as AddressInfo
  const where = { ...gateway.where, endpoint: `http://127.0.0.1:${port}` }

  it.each([
    ['@seamapi/http 2.32.0', currentClient(where)],
    ['@seamapi/http 1.121.0', olderClient(where)],
  ])('puts create_multiple again, and gets the one group that was made: %s', async (version, seam) => {
    lost = 2
    const name = `Lost ${version}`
    const codes = await seam.accessCodes.createMultiple({ device_ids: [frontDoor, backDoor], name })
    expect(lost).toBeLessThan(0)
    const made = await currentClient(gateway.where).accessCodes.list({ search: name })
    expect(made.map(({ access_code_id }) => access_code_id).toSorted()).toEqual(
      codes.map(({ access_code_id }) => access_code_id).toSorted(),
    )
  })

  it('does not send create again, which made a code all the same', async () => {
    lost = 1
    const before = (await countRows(gateway.database)).access_code ?? 0
    await expect(currentClient(where).accessCodes.create({ device_id: frontDoor })).rejects.toThrow()
    expect((await countRows(gateway.database)).access_code).toBe(before + 1)
  })
})
