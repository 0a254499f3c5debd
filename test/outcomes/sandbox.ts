import { aNewCode } from '../api/answers.ts'
import { invalid, notFound, type Outcomes, type Scene, unknownId } from './an-outcome.ts'
import { aDoor } from './nouns.ts'

/** A door with a code on its lock. */
async function aDoorWithCode({ door, codeOnLock }: Scene) {
  const deviceId = await door()
  return { deviceId, accessCodeId: await codeOnLock(deviceId, '4711') }
}

const onTheLock = (workspaceId: string, deviceId: string, id: string) =>
  aNewCode(workspaceId, deviceId, { id, code: '4711', status: 'SET', pendingMutations: [] })

async function onRealLock(scene: Scene, lead: (deviceId: string) => object | Promise<object>) {
  const about = { provider: 'ZWAVE_JS', name: 'Gate' } as const
  const deviceId = await scene.door(about)
  const message = 'Gate is no simulated lock: nothing can be simulated on it.'
  return { input: await lead(deviceId), answer: { message, device: aDoor(deviceId, about) } }
}

const badPin = invalid('code', 'A PIN is 4 to 12 digits.')

export const simulateDevice: Outcomes = {
  async SimulateDevicePayload({ door }) {
    const deviceId = await door()
    return { input: { deviceId, latencyMs: 300 }, answer: { device: aDoor(deviceId) } }
  },
  async InvalidInputError({ door }) {
    const input = { deviceId: await door(), latencyMs: -1 }
    return { input, answer: invalid('latencyMs', 'Must not be negative.') }
  },
  async NotFoundError() {
    return { input: { deviceId: unknownId, isOnline: false }, answer: notFound('device', unknownId) }
  },
  async NotModifiableError({ door, code }) {
    const deviceId = await door()
    const input = { deviceId, loseCodeId: await code({ deviceId, pin: '4711' }) }
    return { input, answer: { message: 'The lock does not hold this code, so that it cannot lose it.' } }
  },
  UnsupportedDeviceError: (scene) => onRealLock(scene, (deviceId) => ({ deviceId, isOnline: false })),
}

export const simulateKeypadEntry: Outcomes = {
  async SimulateKeypadEntryPayload(scene) {
    const { deviceId, accessCodeId } = await aDoorWithCode(scene)
    const accessCode = onTheLock(scene.workspaceId, deviceId, accessCodeId)
    return { input: { deviceId, code: '4711' }, answer: { opens: true, accessCode } }
  },
  async InvalidInputError({ door }) {
    return { input: { deviceId: await door(), code: '47' }, answer: badPin }
  },
  async NotFoundError() {
    return { input: { deviceId: unknownId, code: '4711' }, answer: notFound('device', unknownId) }
  },
  UnsupportedDeviceError: (scene) => onRealLock(scene, (deviceId) => ({ deviceId, code: '4711' })),
}

export const simulateUnmanagedAccessCode: Outcomes = {
  async SimulateUnmanagedAccessCodePayload({ door }) {
    const deviceId = await door()
    return { input: { deviceId, code: '4711', name: 'Plumber' }, answer: { device: aDoor(deviceId) } }
  },
  async InvalidInputError({ door }) {
    return { input: { deviceId: await door(), code: '47' }, answer: badPin }
  },
  async NotFoundError() {
    return { input: { deviceId: unknownId, code: '4711' }, answer: notFound('device', unknownId) }
  },
  UnsupportedDeviceError: (scene) => onRealLock(scene, (deviceId) => ({ deviceId, code: '4711' })),
  async DeviceFullError({ door, codeOnLock }) {
    const maxActiveCodesSupported = 1
    const deviceId = await door({ maxActiveCodesSupported })
    await codeOnLock(deviceId, '4711')
    const warnings = [
      {
        issueCode: 'max_access_codes_reached',
        message: 'Door holds 1 codes, and 1 at most: delete some to make room for others.',
        createdAt: null,
      },
    ]
    const device = aDoor(deviceId, { maxActiveCodesSupported, warnings })
    const answer = { message: 'The lock has no slot left for another code.', device, maxActiveCodesSupported }
    return { input: { deviceId, code: '4712' }, answer }
  },
}

export const simulateExternalModification: Outcomes = {
  async SimulateExternalModificationPayload(scene) {
    const { deviceId, accessCodeId } = await aDoorWithCode(scene)
    const accessCode = onTheLock(scene.workspaceId, deviceId, accessCodeId)
    return { input: { accessCodeId, code: '9753' }, answer: { accessCode } }
  },
  async InvalidInputError(scene) {
    const { accessCodeId } = await aDoorWithCode(scene)
    return { input: { accessCodeId, code: '47' }, answer: badPin }
  },
  async NotFoundError() {
    return { input: { accessCodeId: unknownId }, answer: notFound('access code', unknownId) }
  },
  async NotModifiableError({ door, code }) {
    const input = { accessCodeId: await code({ deviceId: await door(), pin: '4711' }) }
    return { input, answer: { message: 'The lock does not hold this code, so that nobody can change it there.' } }
  },
  UnsupportedDeviceError: (scene) =>
    onRealLock(scene, async (deviceId) => ({ accessCodeId: await scene.code({ deviceId, pin: '4711' }) })),
}
