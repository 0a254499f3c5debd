import type { Rule } from './answered.ts'
import { createAccessCode } from './rules/create.ts'
import { codeSharingPlan, createMultipleAccessCodes } from './rules/create-multiple.ts'
import { deleteAccessCode, deleteLinkedCodeGroup } from './rules/delete.ts'
import { reportDeviceConstraints, updateDevice } from './rules/devices.ts'
import { rotateLinkedCodeGroup, unlinkAccessCode, updateMultipleAccessCodes } from './rules/groups.ts'
import { pullBackupAccessCode } from './rules/pull.ts'
import {
  simulateDevice,
  simulateExternalModification,
  simulateKeypadEntry,
  simulateUnmanagedAccessCode,
} from './rules/sandbox.ts'
import { convertUnmanagedAccessCode, deleteUnmanagedAccessCode } from './rules/unmanaged.ts'
import { updateAccessCode } from './rules/update.ts'
import type { World } from './world.ts'

/** What each request does to a world, and what it answers. */
export const rules = {
  createAccessCode,
  createMultipleAccessCodes,
  updateAccessCode,
  updateMultipleAccessCodes,
  deleteAccessCode,
  deleteLinkedCodeGroup,
  rotateLinkedCodeGroup,
  unlinkAccessCode,
  pullBackupAccessCode: (world: World, input: { readonly id: string }, answer) =>
    pullBackupAccessCode(world, input, answer.backupAccessCode?.id),
  convertUnmanagedAccessCode,
  deleteUnmanagedAccessCode,
  updateDevice,
  reportDeviceConstraints,
  simulateDevice,
  simulateKeypadEntry,
  simulateUnmanagedAccessCode,
  simulateExternalModification,
  codeSharingPlan,
} satisfies Record<string, Rule>

export type RequestName = keyof typeof rules
