import { aNewCode, anId, anInstant } from '../api/answers.ts'
import { notFound, type Outcomes, type Scene, unknownId } from './an-outcome.ts'
import { aGroup } from './nouns.ts'

const pending = {
  id: anId,
  actionType: 'DELETE_ACCESS_CODE',
  status: 'PENDING',
  error: null,
  result: null,
  createdAt: anInstant,
}

export const deleteAccessCode: Outcomes = {
  async DeleteAccessCodePayload({ workspaceId, door, createOne }) {
    const deviceId = await door()
    const { id } = (await createOne({ deviceId, code: '4711' })).accessCode
    const deleting = { message: 'The code is being removed from the device.', createdAt: anInstant }
    const accessCode = aNewCode(workspaceId, deviceId, {
      id,
      code: '4711',
      status: 'REMOVING',
      pendingMutations: [{ __typename: 'DeletingMutation', mutationCode: 'DELETING', ...deleting }],
      warnings: [
        {
          issueCode: 'being_deleted',
          source: 'CODE',
          message: 'The code is being removed. It may open the door until its device confirms that it is gone.',
          createdAt: anInstant,
          conflictingAccessCodeId: null,
          details: null,
        },
      ],
    })
    return { input: { id }, answer: { accessCode, actionAttempt: pending } }
  },
  async NotFoundError() {
    return { input: { id: unknownId }, answer: notFound('access code', unknownId) }
  },
  async NotModifiableError({ door, code }) {
    const deviceId = await door({ canProgramOfflineAccessCodes: true })
    const id = await code({ deviceId, isOfflineAccessCode: true })
    const message = 'An offline code cannot be deleted: its lock accepts it until it ends.'
    return { input: { id }, answer: { message } }
  },
}

export const deleteLinkedCodeGroup: Outcomes = {
  async DeleteLinkedCodeGroupPayload({ door, createOne }) {
    const deviceId = await door()
    const { accessCode } = await createOne({ deviceId, commonCodeKey: 'family', code: '4711' })
    const { id } = accessCode.linkedCodeGroup
    const linkedCodeGroup = aGroup([deviceId], { id, commonCodeKey: 'family', code: '4711', status: 'REMOVING' })
    return { input: { commonCodeKey: 'family' }, answer: { linkedCodeGroup } }
  },
  async NotFoundError() {
    const answer = notFound('linked code group', 'nobody', 'commonCodeKey')
    return { input: { commonCodeKey: 'nobody' }, answer }
  },
}

const anUnmanagedCode = async ({ door, code }: Scene, about: object = {}) =>
  code({ deviceId: await door(), pin: '8642', isManaged: false, lockSlot: '1', ...about })

export const deleteUnmanagedAccessCode: Outcomes = {
  async DeleteUnmanagedAccessCodePayload(scene) {
    return { input: { id: await anUnmanagedCode(scene) }, answer: { actionAttempt: pending } }
  },
  async NotFoundError() {
    return { input: { id: unknownId }, answer: notFound('unmanaged access code', unknownId) }
  },
  async NotModifiableError(scene) {
    const message = 'The lock lets nobody else delete this code: delete it in the app of its maker.'
    return { input: { id: await anUnmanagedCode(scene, { cannotDelete: true }) }, answer: { message } }
  },
}
