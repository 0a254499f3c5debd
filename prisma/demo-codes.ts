import type { Prisma } from '../src/data/prisma/client.ts'
import { demoDeviceIds as device } from './demo-doors.ts'

/** The codes of the demo house: one in each state that a code can be in. */

const DAY_MS = 24 * 60 * 60 * 1000

export type DemoCode = Omit<Prisma.AccessCodeCreateManyInput, 'workspaceId' | 'pinCiphertext' | 'pinHash'> & {
  readonly id: string
  readonly pin: string
  readonly startsAt?: Date
  readonly endsAt?: Date
  readonly deletedAt?: Date
}

export const demoGroup = {
  id: '0a6fd2e4-6c5b-4f0e-9a3b-5a1f1c1e0200',
  commonCodeKey: 'auto_set_by_create_multiple_0a6fd2e4-6c5b-4f0e-9a3b-5a1f1c1e0200',
}

export function demoCodes(now: Date): DemoCode[] {
  const inDays = (days: number) => new Date(now.getTime() + days * DAY_MS)
  const onLock = (name: string) =>
    ({ name, appearanceName: name, type: 'ONGOING', status: 'SET', verification: 'READ_BACK' }) as const
  const linked = { ...onLock('Family'), linkedCodeGroupId: demoGroup.id, pin: '6248' }

  return [
    { ...linked, id: demoId('0201'), deviceId: device.frontDoor },
    { ...linked, id: demoId('0202'), deviceId: device.backDoor },
    { ...linked, id: demoId('0203'), deviceId: device.gardenGate },
    {
      id: demoId('0204'),
      deviceId: device.garage,
      name: 'Weekend guests',
      pin: '8305',
      type: 'TIME_BOUND',
      status: 'UNSET',
      startsAt: inDays(30),
      endsAt: inDays(33),
    },
    {
      id: demoId('0205'),
      deviceId: device.boatShed,
      name: 'Boat club',
      pin: '7391',
      type: 'ONGOING',
      status: 'SETTING',
    },
    {
      ...onLock('Former tenant'),
      id: demoId('0206'),
      deviceId: device.boatShed,
      pin: '5926',
      status: 'REMOVING',
      deletedAt: now,
    },
    { ...onLock('Neighbours'), id: demoId('0207'), deviceId: device.summerHouse, pin: '4170', status: 'UNKNOWN' },
    { ...onLock('Installer'), id: demoId('0208'), deviceId: device.frontDoor, pin: '9053', isManaged: false },
    { ...onLock('Cleaner'), id: demoId('0209'), deviceId: device.keyBox, pin: '2864' },
    { ...onLock('Gardener'), id: demoId('020a'), deviceId: device.keyBox, pin: '7135' },
    { ...onLock('Caretaker'), id: demoId('020b'), deviceId: device.keyBox, pin: '3597' },
  ]
}

const demoId = (suffix: string): string => `0a6fd2e4-6c5b-4f0e-9a3b-5a1f1c1e${suffix}`
