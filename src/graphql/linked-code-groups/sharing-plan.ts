import { present } from '../../data/read/present.ts'
import { codeSharingPlanInput } from '../../domain/access-codes/inputs.ts'
import { codeSharingPlan } from '../../domain/linked-code-groups/plan.ts'
import type { SharingPlan } from '../../domain/linked-code-groups/sharing-plan.ts'
import { builder } from '../builder.ts'
import { asQueryError } from '../errors.ts'
import { Device } from '../nouns.ts'
import { SharingObstacle } from './sharing-obstacle.ts'

const CodeSharingPlanInput = builder.inputType('CodeSharingPlanInput', {
  description: 'What createMultipleAccessCodes would be asked.',
  validate: { schema: codeSharingPlanInput },
  fields: (t) => ({
    deviceIds: t.idList({ required: true, description: 'The devices, 1 to 500, each once.' }),
    name: t.string({ description: 'The name that the codes would get.' }),
    code: t.string({ description: 'A PIN of 4 to 12 digits to try. Needs the scope SEE_PINS.' }),
    preferredCodeLength: t.int({
      description: 'The number of digits wished for, where the devices take it; else the shortest that they take.',
    }),
    startsAt: t.field({ type: 'DateTime', description: 'When the codes would begin; goes with endsAt.' }),
    endsAt: t.field({ type: 'DateTime', description: 'When the codes would end; goes with startsAt.' }),
    attemptForOfflineDevice: t.boolean({
      required: true,
      defaultValue: true,
      description: 'What of devices that are offline: true would wait for them, false counts it as an obstacle.',
    }),
    useBackupAccessCodePool: t.boolean({
      required: true,
      defaultValue: false,
      description: 'Whether the devices must be able to keep backup codes.',
    }),
  }),
})

const CodeSharingPlan = builder.objectRef<SharingPlan>('CodeSharingPlan').implement({
  description: 'What sharing one PIN on some devices would come to now. Nothing is written or reserved.',
  fields: (t) => ({
    canShare: t.exposeBoolean('canShare', { description: 'Whether all of the devices can share one PIN.' }),
    codeLength: t.exposeInt('codeLength', {
      nullable: true,
      description: 'The number of digits it would have; null where no device can take part.',
    }),
    suggestedCode: t.string({
      nullable: true,
      description:
        'A PIN that `sharingDevices` would take now, or the one given. Null where no device can take part, or the credential that asks may not see PINs.',
      resolve: ({ pin }, _args, { viewer }) => (viewer.scopes.has('SEE_PINS') ? pin : null),
    }),
    sharingDevices: t.field({
      type: [Device],
      description: 'The most devices that can hold one PIN, in the order given.',
      resolve: ({ sharingDeviceIds }, _args, { read }) =>
        Promise.all(sharingDeviceIds.map(async (id) => present(await read.device.load(id)))),
    }),
    obstacles: t.expose('obstacles', {
      type: [SharingObstacle],
      description: 'All that keeps the other devices out, in the order given.',
    }),
  }),
})

builder.queryField('codeSharingPlan', (t) =>
  t.field({
    type: CodeSharingPlan,
    description: 'A dry run of createMultipleAccessCodes: what would be shared, what stands in the way.',
    args: { input: t.arg({ type: CodeSharingPlanInput, required: true, description: 'What would be asked for.' }) },
    authScopes: { readCodes: true },
    resolve: (_root, { input }, { services, viewer }) => codeSharingPlan(services, viewer, input).catch(asQueryError),
  }),
)
