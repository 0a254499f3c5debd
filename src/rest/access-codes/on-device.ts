import type { Reader } from '../../data/read/reader.ts'
import { NotFoundError } from '../../domain/errors.ts'

/**
 * Some routes name a code's device as well, which a code never changes.
 *
 * @throws NotFoundError for a code on another device
 */
export async function mustBeOn(deviceId: string | null | undefined, accessCodeId: string, read: Reader): Promise<void> {
  if (deviceId == null) return
  const code = await read.accessCode.load(accessCodeId)
  if (code?.deviceId !== deviceId.toLowerCase()) throw new NotFoundError('access code', [accessCodeId])
}
