import { codeOnLock } from '../../data/read/sandbox.ts'
import { wholeWorkspace } from '../../data/realm.ts'
import type { Viewer } from '../auth/viewer.ts'
import { NotFoundError, NotModifiableError } from '../errors.ts'
import type { Services } from '../services.ts'
import type { FaultInput, SimulateDeviceInput } from './inputs.ts'
import type { SandboxLock, SimulatedFault } from './sandbox.ts'
import { trialLock } from './trial-lock.ts'

/**
 * Has a simulated lock behave so from now on.
 *
 * @returns the id of the device
 * @throws NotFoundError, UnsupportedDeviceError as `trialLock`; NotFoundError for an id of no code on the device
 * @throws NotModifiableError if the code to lose is not on the lock
 */
export async function simulateDevice(services: Services, viewer: Viewer, input: SimulateDeviceInput): Promise<string> {
  const lock = await trialLock(services, viewer, input.deviceId)
  const {
    clearFaults,
    isOnline = null,
    isRemoved = null,
    latencyMs = null,
    clockOffsetMs = null,
    faults,
    loseCodeId,
  } = input
  const lostSlot = loseCodeId == null ? null : await slotOf(services, lock, loseCodeId)
  await services.sandbox.simulate(lock, {
    ...{ clearFaults, isOnline, isRemoved, latencyMs, clockOffsetMs, lostSlot },
    faults: (faults ?? []).map(faultOf),
  })
  return lock.deviceId
}

async function slotOf({ pool }: Services, { workspaceId, deviceId }: SandboxLock, id: string): Promise<string> {
  const code = await codeOnLock(pool, wholeWorkspace(workspaceId), id)
  if (code?.deviceId !== deviceId) throw new NotFoundError('code on the device', [id])
  if (code.lockSlot === null)
    throw new NotModifiableError('The lock does not hold this code, so that it cannot lose it.')
  return code.lockSlot
}

function faultOf({ kind, calls, reason, isPermanent, afterMs, times }: FaultInput): SimulatedFault {
  const befalls = { calls: calls ?? (['SET', 'REMOVE'] as const), times: times ?? null }
  if (kind === 'REFUSES') return { kind, reason: reason ?? 'OTHER', isPermanent: isPermanent ?? false, ...befalls }
  return kind === 'APPLIES_LATE' ? { kind, afterMs: afterMs ?? 0, ...befalls } : { kind, ...befalls }
}
