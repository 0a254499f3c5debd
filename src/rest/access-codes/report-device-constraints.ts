import { z } from 'zod'
import { reportDeviceConstraintsInput } from '../../domain/devices/inputs.ts'
import { reportDeviceConstraints as report } from '../../domain/devices/report-constraints.ts'
import { id } from '../fields.ts'
import { route } from '../route.ts'
import { toDomain } from '../to-domain.ts'

const { shape } = reportDeviceConstraintsInput

export const reportDeviceConstraints = route({
  path: '/access_codes/report_device_constraints',
  methods: ['POST'],
  scope: 'MANAGE_DEVICES',
  summary: 'Tell which lengths of PIN a device takes',
  description: 'For devices whose hub does not pass it on. Either each length, or the shortest and the longest.',
  input: z.strictObject({
    device_id: id,
    supported_code_lengths: shape.supportedCodeLengths.describe('Each length that it takes, in digits.'),
    min_code_length: shape.minCodeLength.describe('The shortest that it takes, in digits.'),
    max_code_length: shape.maxCodeLength.describe('The longest that it takes, in digits.'),
  }),
  answer: {},
  async handle({ services, viewer }, input) {
    await report(services, viewer, toDomain(reportDeviceConstraintsInput, input))
    return {}
  },
})
