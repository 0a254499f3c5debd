import { z } from 'zod'
import { type DeviceRow, deviceOrder } from '../../data/read/devices.ts'
import { cursorOf } from '../../data/read/keyset.ts'
import { InvalidInputError, NotFoundError } from '../../domain/errors.ts'
import type { RestContext } from '../context.ts'
import { id, wording } from '../fields.ts'
import { type Listed, listed, pagination } from '../pages.ts'
import { reading, route } from '../route.ts'
import { device, showDevice, showUnmanagedDevice, unmanagedDevice } from './device.ts'
import { filterOf, listInput, unsupportedInLists } from './list-input.ts'

const getInput = z.strictObject({
  device_id: id.nullish().describe('Its id; else give `name`.'),
  name: wording.nullish().describe('Exactly what it is called.'),
})

interface Kind {
  readonly isManaged: boolean
  readonly takesCodes?: boolean
}

const get = route({
  path: '/devices/get',
  methods: reading,
  scope: 'READ_CODES',
  summary: 'Get a device',
  input: getInput,
  answer: { device },
  async handle(context, input) {
    return { device: await showDevice(await find(context, input, { isManaged: true }), context.read) }
  },
})

const list = route({
  path: '/devices/list',
  methods: reading,
  scope: 'READ_CODES',
  summary: 'List devices, newest first',
  input: listInput,
  unsupported: unsupportedInLists,
  answer: { devices: z.array(device), pagination },
  async handle(context, input) {
    const { rows, pagination } = await page(context, input, { isManaged: true })
    return { devices: await Promise.all(rows.map((row) => showDevice(row, context.read))), pagination }
  },
})

const getUnmanaged = route({
  path: '/devices/unmanaged/get',
  methods: reading,
  scope: 'READ_CODES',
  summary: 'Get a device that is left to others',
  input: getInput,
  answer: { device: unmanagedDevice },
  async handle(context, input) {
    return { device: await showUnmanagedDevice(await find(context, input, { isManaged: false }), context.read) }
  },
})

const listUnmanaged = route({
  path: '/devices/unmanaged/list',
  methods: reading,
  scope: 'READ_CODES',
  summary: 'List devices that are left to others, newest first',
  input: listInput,
  unsupported: unsupportedInLists,
  answer: { devices: z.array(unmanagedDevice), pagination },
  async handle(context, input) {
    const { rows, pagination } = await page(context, input, { isManaged: false })
    return { devices: await Promise.all(rows.map((row) => showUnmanagedDevice(row, context.read))), pagination }
  },
})

const lock: Kind = { isManaged: true, takesCodes: true }

const getLock = route({
  path: '/locks/get',
  methods: reading,
  scope: 'READ_CODES',
  summary: 'Get a lock',
  description: 'Under both of its names.',
  input: getInput,
  answer: { lock: device, device },
  async handle(context, input) {
    const shown = await showDevice(await find(context, input, lock), context.read)
    return { lock: shown, device: shown }
  },
})

const listLocks = route({
  path: '/locks/list',
  methods: reading,
  scope: 'READ_CODES',
  summary: 'List locks, newest first',
  description:
    'Under both of their names: devices that can hold codes, whether they can be programmed at present or not.',
  input: listInput,
  unsupported: unsupportedInLists,
  answer: { locks: z.array(device), devices: z.array(device), pagination },
  async handle(context, input) {
    const { rows, pagination } = await page(context, input, lock)
    const shown = await Promise.all(rows.map((row) => showDevice(row, context.read)))
    return { locks: shown, devices: shown, pagination }
  },
})

const page = (context: RestContext, input: z.output<typeof listInput>, kind: Kind): Promise<Listed<DeviceRow>> =>
  listed(
    context,
    input,
    (asked) => context.read.devices({ ...filterOf(input), ...kind }, asked),
    (row) => cursorOf(deviceOrder, row),
  )

/** @throws InvalidInputError, NotFoundError */
async function find(
  { read }: RestContext,
  { device_id, name }: z.output<typeof getInput>,
  kind: Kind,
): Promise<DeviceRow> {
  if (device_id == null && name == null) {
    throw new InvalidInputError([{ path: ['device_id'], message: 'Give device_id or name.' }])
  }
  const filter = { ids: device_id == null ? null : [device_id], name: name ?? null, ...kind }
  const { rows } = await read.devices(filter, { limit: 1, isBackward: false, cursor: null })
  const [row] = rows
  if (row) return row
  throw device_id == null ? new NotFoundError('device', [name ?? ''], 'name') : new NotFoundError('device', [device_id])
}

export const deviceRoutes = [get, list, getUnmanaged, listUnmanaged, getLock, listLocks]
