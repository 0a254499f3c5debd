import { onlyResult } from '../api/a-house.ts'
import { inHours } from '../api/codes.ts'
import type { Scene } from './an-outcome.ts'

/** What an event is to say of what happened. */
interface Told {
  readonly deviceId: string
  readonly accessCodeId?: string
  /** Whether the code is shown with the event: one that is there, and managed. */
  readonly isCodeShown?: boolean
  readonly linkedCodeGroupId?: string
  readonly payload?: object
}

export type EventScene = Scene & {
  /** Waits until what is read is as wished. */
  readonly eventually: (read: () => Promise<unknown>, wished: unknown) => Promise<void>
}

/** For each type of event, what brings it about, once. */
export const events: Readonly<Record<string, (scene: EventScene) => Promise<Told>>> = {
  async ACCESS_CODE_CREATED({ door, createOne }) {
    const deviceId = await door()
    const { id, linkedCodeGroup } = (await createOne({ deviceId, commonCodeKey: 'family' })).accessCode
    return { deviceId, accessCodeId: id, linkedCodeGroupId: linkedCodeGroup.id }
  },
  async ACCESS_CODE_CHANGED(scene) {
    const code = await renamed(scene)
    return { ...code, payload: { changedProperties: [{ property: 'name', from: null, to: 'Guest' }] } }
  },
  async ACCESS_CODE_MUTATIONS_REQUESTED(scene) {
    const code = await renamed(scene)
    const mutation = { mutationCode: 'UPDATING_NAME', from: { name: null }, to: { name: 'Guest' } }
    return { ...code, payload: { requestedMutations: [mutation] } }
  },
  async ACCESS_CODE_NAME_CHANGED(scene) {
    return { ...(await renamed(scene)), payload: { from: null, to: 'Guest' } }
  },
  async ACCESS_CODE_CODE_CHANGED(scene) {
    const code = await onLock(scene)
    await scene.updateOne({ id: code.accessCodeId, code: '982451' })
    return code
  },
  async ACCESS_CODE_TIME_FRAME_CHANGED(scene) {
    const from = { startsAt: inHours(-1), endsAt: inHours(5) }
    const code = await onLock(scene, from)
    const to = { ...from, endsAt: inHours(6) }
    await scene.updateOne({ id: code.accessCodeId, ...to })
    return { ...code, payload: { from, to } }
  },
  async ACCESS_CODE_SCHEDULED_ON_DEVICE({ door, createOne }) {
    const deviceId = await door()
    const { accessCode } = await createOne({ deviceId, startsAt: inHours(10), endsAt: inHours(20) })
    return { deviceId, accessCodeId: accessCode.id }
  },
  ACCESS_CODE_SET_ON_DEVICE: (scene) => onLock(scene),
  ACCESS_CODE_REMOVED_FROM_DEVICE: (scene) => deleted(scene),
  ACCESS_CODE_DELETED: (scene) => deleted(scene),
  ACCESS_CODE_DELAY_IN_SETTING_ON_DEVICE: (scene) => refused(scene, { reason: 'BUSY' }),
  ACCESS_CODE_FAILED_TO_SET_ON_DEVICE: (scene) => refused(scene, { reason: 'OTHER', isPermanent: true }),
  async ACCESS_CODE_FAILED_TO_REMOVE_FROM_DEVICE(scene) {
    const code = await onLock(scene)
    const faults = [{ kind: 'REFUSES', calls: ['REMOVE'], isPermanent: true }]
    await scene.simulateDevice({ deviceId: code.deviceId, faults })
    await remove(scene, code.accessCodeId)
    return code
  },
  async ACCESS_CODE_MODIFIED_EXTERNALLY(scene) {
    const code = await onLock(scene)
    await scene.changeByHand({ accessCodeId: code.accessCodeId, code: '9753' })
    return { ...code, payload: { changes: ['code'] } }
  },
  async ACCESS_CODE_DELETED_EXTERNALLY(scene) {
    const code = await onLock(scene)
    await scene.changeByHand({ accessCodeId: code.accessCodeId, code: null })
    return { ...code, payload: { changes: ['removed'] } }
  },
  async ACCESS_CODE_BACKUP_PULLED(scene) {
    const stay = { startsAt: inHours(-1), endsAt: inHours(5), useBackupAccessCodePool: true }
    const { deviceId, accessCodeId } = await onLock(scene, stay)
    const isReady = `{ accessCode(id: "${accessCodeId}") { isBackupAccessCodeAvailable } }`
    const ready = { isBackupAccessCodeAvailable: true }
    await scene.eventually(async () => onlyResult(await scene.client.ask(isReady)), ready)
    const { backupAccessCode } = await ask(
      scene,
      `pullBackupAccessCode(input: { id: "${accessCodeId}" }) {
        ... on PullBackupAccessCodePayload { backupAccessCode { id } } }`,
    )
    return { deviceId, accessCodeId, payload: { backupAccessCodeId: backupAccessCode.id } }
  },
  async ACCESS_CODE_USED(scene) {
    const code = await onLock(scene)
    await scene.enter({ deviceId: code.deviceId, code: '4711' })
    return { ...code, payload: { slot: '1' } }
  },
  async ACCESS_DENIED(scene) {
    const { deviceId } = await onLock(scene)
    await scene.enter({ deviceId, code: '9999' })
    return { deviceId }
  },
  UNMANAGED_ACCESS_CODE_CREATED: (scene) => found(scene),
  async UNMANAGED_ACCESS_CODE_REMOVED(scene) {
    const code = await found(scene)
    await ask(scene, `deleteUnmanagedAccessCode(input: { id: "${code.accessCodeId}" }) { __typename }`)
    return code
  },
  async UNMANAGED_ACCESS_CODE_CONVERTED(scene) {
    const code = await found(scene)
    await convert(scene, code.accessCodeId)
    return { ...code, isCodeShown: true }
  },
  async UNMANAGED_ACCESS_CODE_CONVERSION_FAILED(scene) {
    const { deviceId, accessCodeId } = await found(scene)
    await setOnline(scene, deviceId, false)
    await convert(scene, accessCodeId)
    await scene.simulateDevice({ deviceId, loseCodeId: accessCodeId })
    await setOnline(scene, deviceId, true)
    return { deviceId, accessCodeId, isCodeShown: false }
  },
  async DEVICE_DISCONNECTED(scene) {
    const { deviceId } = await onLock(scene)
    await setOnline(scene, deviceId, false)
    return { deviceId }
  },
  async DEVICE_CONNECTED(scene) {
    const { deviceId } = await onLock(scene)
    await setOnline(scene, deviceId, false)
    await setOnline(scene, deviceId, true)
    return { deviceId }
  },
  async DEVICE_REMOVED(scene) {
    const { deviceId } = await onLock(scene)
    await scene.simulateDevice({ deviceId, isRemoved: true })
    return { deviceId }
  },
  async DEVICE_ADDED(scene) {
    const { deviceId } = await onLock(scene)
    const isThere = async () =>
      onlyResult(await scene.client.ask(`{ device(id: "${deviceId}") { errors { issueCode } } }`))
    await scene.simulateDevice({ deviceId, isRemoved: true })
    await scene.eventually(isThere, { errors: [{ issueCode: 'device_removed' }] })
    await scene.simulateDevice({ deviceId, isRemoved: false })
    return { deviceId }
  },
}

const ask = async ({ client }: Scene, mutation: string) => onlyResult(await client.ask(`mutation { ${mutation} }`))
const remove = (scene: Scene, id: string) => ask(scene, `deleteAccessCode(input: { id: "${id}" }) { __typename }`)
const convert = (scene: Scene, id: string) =>
  ask(scene, `convertUnmanagedAccessCode(input: { id: "${id}" }) { __typename }`)

/** A code that its lock is read back with. */
async function onLock(scene: EventScene, about: object = {}) {
  const deviceId = await scene.door()
  const { accessCode } = await scene.createOne({ deviceId, code: '4711', ...about })
  const { id } = accessCode
  await scene.eventually(async () => onlyResult(await scene.client.ask(`{ accessCode(id: "${id}") { status } }`)), {
    status: 'SET',
  })
  return { deviceId, accessCodeId: id as string }
}

async function renamed(scene: EventScene) {
  const code = await onLock(scene)
  await scene.updateOne({ id: code.accessCodeId, name: 'Guest' })
  return code
}

async function deleted(scene: EventScene): Promise<Told> {
  const code = await onLock(scene)
  await remove(scene, code.accessCodeId)
  return { ...code, isCodeShown: false }
}

/** A code that its lock does not take. */
async function refused({ door, simulateDevice, createOne }: Scene, how: object): Promise<Told> {
  const deviceId = await door()
  await simulateDevice({ deviceId, faults: [{ kind: 'REFUSES', ...how }] })
  const { accessCode } = await createOne({ deviceId })
  return { deviceId, accessCodeId: accessCode.id }
}

/** A code that somebody programmed at the keypad, and a reading found. */
async function found(scene: EventScene) {
  const deviceId = await scene.door()
  await scene.addByHand({ deviceId, code: '2468', name: 'Plumber' })
  const query = `{ device(id: "${deviceId}") { unmanagedAccessCodes { nodes { id } } } }`
  const nodes = async () => onlyResult(await scene.client.ask(query)).unmanagedAccessCodes.nodes
  await scene.eventually(async () => (await nodes()).length, 1)
  return { deviceId, accessCodeId: (await nodes())[0].id as string, isCodeShown: false }
}

async function setOnline(scene: EventScene, deviceId: string, isOnline: boolean): Promise<void> {
  await scene.simulateDevice({ deviceId, isOnline })
  const query = `{ device(id: "${deviceId}") { isOnline } }`
  await scene.eventually(async () => onlyResult(await scene.client.ask(query)), { isOnline })
}
