import {
  type SharingObstacle as Obstacle,
  sharingObstacleReasons,
} from '../../domain/linked-code-groups/sharing-obstacles.ts'
import { builder } from '../builder.ts'
import { CodeConstraint } from '../devices/constraint.ts'
import { Device } from '../nouns.ts'

const descriptions: Record<(typeof sharingObstacleReasons)[number], string> = {
  DEVICE_NOT_FOUND: 'The workspace has no such device.',
  CANNOT_PROGRAM_CODES: 'No codes can be set on the device from here.',
  CANNOT_SPECIFY_PIN_CODE: 'The lock makes its PINs itself.',
  NO_COMMON_CODE_LENGTH: 'The device takes PINs of none of the lengths that the others share.',
  UNSUPPORTED_CODE_LENGTH: 'The device takes no PINs of the length of the one given.',
  CONSTRAINT_VIOLATED: 'The PIN, the name or the start breaks a constraint of the device.',
  DUPLICATE_CODE: 'Another code on the device has the PIN in an overlapping window.',
  DEVICE_FULL: 'The device has no room for another code in this window.',
  DEVICE_OFFLINE: 'The device is offline, and it was asked not to wait.',
  TIME_FRAME_UNSUPPORTED: 'The device cannot hold a code with this window.',
  BACKUP_POOL_UNSUPPORTED: 'The device has no pool of backup codes.',
  OFFLINE_CODES_UNSUPPORTED: 'The device takes no offline codes.',
}

const SharingObstacleReason = builder.enumType('SharingObstacleReason', {
  description: 'Why a device cannot take part in a shared code.',
  values: Object.fromEntries(
    sharingObstacleReasons.map((reason) => [reason, { description: descriptions[reason] }]),
  ) as Record<(typeof sharingObstacleReasons)[number], { description: string }>,
})

export const SharingObstacle = builder.objectRef<Obstacle>('SharingObstacle').implement({
  description: 'One thing that keeps one device from taking part in a shared code.',
  fields: (t) => ({
    deviceId: t.exposeID('deviceId', {
      description: 'The id of the device; of one that is not there, as it was given.',
    }),
    device: t.field({
      type: Device,
      nullable: true,
      description: 'The device; null where the workspace has none of that id, which only a plan can say.',
      resolve: ({ deviceId }, _args, { read }) => read.device.load(deviceId),
    }),
    reason: t.expose('reason', { type: SharingObstacleReason, description: 'What stands in the way.' }),
    message: t.exposeString('message', { description: 'For people: what stands in the way and what to do.' }),
    constraint: t.expose('constraint', {
      type: CodeConstraint,
      nullable: true,
      description: 'The constraint that is broken; null unless one is.',
    }),
    conflictingAccessCodeId: t.exposeID('conflictingAccessCodeId', {
      nullable: true,
      description: 'The code that has the PIN; null unless one has.',
    }),
  }),
})
