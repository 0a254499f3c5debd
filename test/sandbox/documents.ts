/** What is asked of simulated locks, each with everything that can be answered. */

const refusals = `
  ... on UserError { code message }
  ... on InvalidInputError { issues { path message } }
  ... on NotFoundError { ids }
  ... on UnsupportedDeviceError { device { id } }`

const document = (name: string, payload: string, more = '') => `
  mutation ($input: ${name.charAt(0).toUpperCase()}${name.slice(1)}Input!) {
    ${name}(input: $input) {
      __typename
      ${payload}
      ${refusals}
      ${more}
    }
  }`

export const simulateDevice = document('simulateDevice', '... on SimulateDevicePayload { device { id isOnline } }')

export const simulateKeypadEntry = document(
  'simulateKeypadEntry',
  '... on SimulateKeypadEntryPayload { opens accessCode { id status } }',
)

export const simulateUnmanagedAccessCode = document(
  'simulateUnmanagedAccessCode',
  '... on SimulateUnmanagedAccessCodePayload { device { id } }',
  '... on DeviceFullError { device { id maxActiveCodesSupported } }',
)

export const simulateExternalModification = document(
  'simulateExternalModification',
  '... on SimulateExternalModificationPayload { accessCode { id status } }',
)
