import { present } from '../../data/read/present.ts'
import { accessCodeErrors, accessCodeWarnings } from '../../domain/access-codes/issues.ts'
import { deviceFactsOf } from '../../domain/devices/device-facts.ts'
import { builder } from '../builder.ts'
import { AccessCodeStatus, AccessCodeType } from '../enums.ts'
import { Device, UnmanagedAccessCode } from '../nouns.ts'
import { AccessCodeIssue } from './issue.ts'

builder.node(UnmanagedAccessCode, {
  description: 'A code that was found on a lock and that this workspace did not create. It is left alone.',
  id: { resolve: ({ id }) => id },
  fields: (t) => ({
    device: t.field({
      type: Device,
      description: 'The device that it was found on.',
      resolve: async ({ deviceId }, _args, { read }) => present(await read.device.load(deviceId)),
    }),
    name: t.exposeString('name', { nullable: true, description: 'Its name on the lock; null if it has none.' }),
    code: t.string({
      nullable: true,
      description: 'The PIN; null where the lock does not tell it, or the credential that asks may not see PINs.',
      resolve: (code, _args, { read, viewer }) => (viewer.scopes.has('SEE_PINS') ? read.pin(code) : null),
    }),
    type: t.expose('type', { type: AccessCodeType, description: 'How long it is meant to last.' }),
    status: t.expose('status', {
      type: AccessCodeStatus,
      description: 'SET if it opens the door, UNSET if it is known but unusable.',
    }),
    startsAt: t.expose('startsAt', {
      type: 'DateTime',
      nullable: true,
      description: 'When it begins to open the door; null if ongoing.',
    }),
    endsAt: t.expose('endsAt', {
      type: 'DateTime',
      nullable: true,
      description: 'When it stops opening the door; null if ongoing.',
    }),
    createdAt: t.expose('createdAt', {
      type: 'DateTime',
      description: 'When it was found on the lock; of one that was handed over, when it was recorded.',
    }),
    cannotBeManaged: t.exposeBoolean('cannotBeManaged', {
      description: 'Whether the lock keeps it from being taken over.',
    }),
    cannotDelete: t.exposeBoolean('cannotDelete', { description: 'Whether only its maker’s own app can delete it.' }),
    errors: t.field({
      type: [AccessCodeIssue],
      description: 'What is wrong with it, the errors of its device and account included.',
      resolve: async (code, _args, { read }) => accessCodeErrors(code, await deviceFactsOf(code, read)),
    }),
    warnings: t.field({
      type: [AccessCodeIssue],
      description: 'What wants attention, on its device too.',
      resolve: async (code, _args, { read }) => accessCodeWarnings(code, await deviceFactsOf(code, read)),
    }),
  }),
})
