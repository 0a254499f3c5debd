import { setTimeout as after } from 'node:timers/promises'
import { newestUnmanagedCode } from '../../data/read/sandbox.ts'
import type { Viewer } from '../auth/viewer.ts'
import type { Services } from '../services.ts'
import type { SimulateUnmanagedAccessCodeInput } from './inputs.ts'
import { simulateUnmanagedAccessCode } from './simulate-unmanaged-access-code.ts'

/** An engine at work reads a lock a moment after it tells of something. */
const WAIT_MS = 10_000
const LOOK_EVERY_MS = 50

/**
 * Programs a code at the keypad of a simulated lock, and waits until the gateway has found it there.
 *
 * @returns the id of the code; null if nobody has read the lock within ten seconds: it is on it all the same
 * @throws what `simulateUnmanagedAccessCode` throws
 */
export async function addUnmanagedAccessCode(
  services: Services,
  viewer: Viewer,
  input: SimulateUnmanagedAccessCodeInput,
): Promise<string | null> {
  const { pool, vault } = services
  const { workspaceId } = viewer
  const wanted = { deviceId: input.deviceId, pinHash: vault.hash(workspaceId, input.code) }
  const before = await newestUnmanagedCode(pool, workspaceId, wanted)
  await simulateUnmanagedAccessCode(services, viewer, input)
  const deadline = performance.now() + WAIT_MS
  while (performance.now() < deadline) {
    const found = await newestUnmanagedCode(pool, workspaceId, wanted)
    if (found !== before) return found
    await after(LOOK_EVERY_MS)
  }
  return null
}
