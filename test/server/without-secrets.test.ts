import { expect, it } from 'vitest'
import { withoutSecrets } from '../../src/without-secrets.ts'

it.each([
  ['String cannot represent a non string value: 4711', 'String cannot represent a non string value: [redacted]'],
  ['Cannot query field "_480917352816" on type "Query".', 'Cannot query field "_[redacted]" on type "Query".'],
  ['/access_codes/480917/4711', '/access_codes/[redacted]/[redacted]'],
  ['a key: seam_lk_GBO3VvJmc0Vq-2dOI3nJdS3oVwN7Fd3V_m9S0B1qVhA.', 'a key: [redacted].'],
  ['seam_at_1234 and seam_cst_5678', '[redacted] and [redacted]'],
  [
    'Variable "$input" got invalid value { code: "4711", name: "Anna" } at "input.code"; 4711 is none',
    'Variable "$input" got invalid value [redacted] at "input.code"; [redacted] is none',
  ],
  [
    'Variable "$input" got invalid value { name: "Anna" }; Field "code" was not provided.',
    'Variable "$input" got invalid value [redacted]; Field "code" was not provided.',
  ],
  // What names something of ours, and what is too short for a PIN, stays.
  [
    'No device has the id 01a215e3-482b-75cd-a8d6-932612787670.',
    'No device has the id 01a215e3-482b-75cd-a8d6-932612787670.',
  ],
  ['the key auto_01a215e3-482b-75cd-a8d6-932612787670', 'the key auto_01a215e3-482b-75cd-a8d6-932612787670'],
  ['at most 100', 'at most 100'],
])('%s is told as %s', (text, told) => {
  expect(withoutSecrets(text)).toBe(told)
})
