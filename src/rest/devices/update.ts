import { z } from 'zod'
import { updateDeviceInput } from '../../domain/devices/inputs.ts'
import { updateDevice } from '../../domain/devices/update.ts'
import { id } from '../fields.ts'
import { route } from '../route.ts'
import { toDomain } from '../to-domain.ts'

const { shape } = updateDeviceInput
const metadata = shape.customMetadata.describe(
  'Facts of your own, added to those that are kept. Null or an empty text takes a key away.',
)

const update = route({
  path: '/devices/update',
  methods: ['POST', 'PATCH'],
  scope: 'MANAGE_DEVICES',
  summary: 'Change what is kept of a device',
  description: 'What is left out stays as it is.',
  input: z.strictObject({
    device_id: id,
    name: shape.name.describe('What people call it.'),
    custom_metadata: metadata,
    is_managed: shape.isManaged.describe(
      'False leaves the lock to others: its codes stay on it as unmanaged ones, and none can be created on it.',
    ),
    backup_access_code_pool_enabled: shape.backupAccessCodePoolEnabled.describe(
      'True keeps spare codes on the lock; false takes them off, but for those that were pulled.',
    ),
  }),
  unsupported: { properties: 'Give name itself: nothing else of a device’s properties can be changed.' },
  answer: {},
  async handle({ services, viewer }, input) {
    await updateDevice(services, viewer, toDomain(updateDeviceInput, input, { id: 'device_id' }))
    return {}
  },
})

const updateUnmanaged = route({
  path: '/devices/unmanaged/update',
  methods: ['POST', 'PATCH'],
  scope: 'MANAGE_DEVICES',
  summary: 'Manage a device that was left to others',
  input: z.strictObject({
    device_id: id,
    is_managed: z.literal(true, 'Must be true.').optional().describe('Whether its codes are to be managed here.'),
    custom_metadata: metadata,
  }),
  answer: {},
  async handle({ services, viewer }, input) {
    await updateDevice(services, viewer, toDomain(updateDeviceInput, input, { id: 'device_id' }))
    return {}
  },
})

export const deviceUpdateRoutes = [update, updateUnmanaged]
