import { z } from 'zod'
import type { AccessCodeRow } from '../../data/read/access-codes.ts'
import { mustSeePins } from '../../domain/auth/viewer.ts'
import { type InputIssue, InvalidInputError, NotFoundError } from '../../domain/errors.ts'
import type { RestContext } from '../context.ts'
import { id } from '../fields.ts'

/** How one code is named: by its id, or by its PIN and its device. */
export const findInput = z.strictObject({
  access_code_id: id.nullish().describe('Its id; else give `device_id` and `code`.'),
  device_id: id.nullish().describe('The device that it is on.'),
  code: z.string().nullish().describe('Its PIN. Needs the scope SEE_PINS.'),
})

/**
 * The code that is named so, managed or not as asked.
 *
 * @throws InvalidInputError if it is named by neither way, or by both
 * @throws NotFoundError where there is none
 * @throws ForbiddenError if a PIN is named without the scope to see PINs
 */
export async function findCode(
  { read, viewer }: RestContext,
  { access_code_id: id, device_id: deviceId, code: pin }: z.output<typeof findInput>,
  isManaged: boolean,
): Promise<AccessCodeRow> {
  const noun = isManaged ? 'access code' : 'unmanaged access code'
  const issues = issuesOf(id, deviceId, pin)
  if (issues.length > 0) throw new InvalidInputError(issues)
  if (id != null) {
    const code = await read.accessCode.load(id)
    const isThere = code?.isManaged === isManaged && code.removedAt === null
    if (!isThere || (deviceId != null && code.deviceId !== deviceId.toLowerCase())) throw new NotFoundError(noun, [id])
    return code
  }
  mustSeePins(viewer, 'to look for a PIN')
  const code = await read.accessCodeByPin(deviceId ?? '', pin ?? '', isManaged)
  if (!code) throw new NotFoundError(noun, [deviceId ?? ''], 'PIN on the device')
  return code
}

function issuesOf(id: unknown, deviceId: unknown, pin: unknown): InputIssue[] {
  if (id != null) {
    return pin == null ? [] : [{ path: ['code'], message: 'Give access_code_id, or device_id and code, not both.' }]
  }
  if (deviceId == null && pin == null) {
    return [{ path: ['access_code_id'], message: 'Give access_code_id, or device_id and code.' }]
  }
  if (deviceId == null)
    return [{ path: ['device_id'], message: 'Give device_id too: a PIN names a code on one device.' }]
  return pin == null ? [{ path: ['code'], message: 'Give code too, or access_code_id alone.' }] : []
}
