import { isDeepStrictEqual } from 'node:util'
import { inTransaction } from '../../data/transaction.ts'
import { changeableDevice, setCodeLengths } from '../../data/write/devices.ts'
import { audit } from '../audit.ts'
import type { Viewer } from '../auth/viewer.ts'
import { NotFoundError, UnsupportedDeviceError } from '../errors.ts'
import type { Services } from '../services.ts'
import type { ReportDeviceConstraintsInput } from './inputs.ts'

/** Whose lengths nobody but people can tell: the hub does not pass them on. */
const TOLD_BY_PEOPLE = /^smartthings_/

/**
 * Writes down which lengths of PIN a device takes, for devices that do not tell themselves.
 *
 * @returns the id of the device
 * @throws NotFoundError for an id of no device of this workspace
 * @throws UnsupportedDeviceError for a device that tells its lengths itself
 */
export async function reportDeviceConstraints(
  services: Services,
  viewer: Viewer,
  input: ReportDeviceConstraintsInput,
): Promise<string> {
  const { deviceId, supportedCodeLengths, minCodeLength, maxCodeLength } = input
  return inTransaction(services.writers, async (tx) => {
    const device = await changeableDevice(tx, viewer, deviceId)
    if (!device) throw new NotFoundError('device', [deviceId])
    if (!TOLD_BY_PEOPLE.test(device.deviceType)) {
      throw new UnsupportedDeviceError(device.id, `${device.name} tells itself which lengths of PIN it takes.`)
    }
    const [min, max] = [minCodeLength ?? 0, maxCodeLength ?? -1]
    const lengths = supportedCodeLengths ?? Array.from({ length: max - min + 1 }, (_, index) => min + index)
    const inOrder = [...new Set(lengths)].sort((a, b) => a - b)
    if (isDeepStrictEqual(inOrder, device.supportedCodeLengths)) return device.id
    await setCodeLengths(tx, viewer.workspaceId, device.id, inOrder)
    audit(tx, services, viewer, { action: 'reportDeviceConstraints', input, deviceIds: [device.id] })
    return device.id
  })
}
