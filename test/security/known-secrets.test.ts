import { expect, it } from 'vitest'
import { KnownSecrets } from './known-secrets.ts'

const pin = '480917352816'
const key = 'GBO3VvJmc0Vq-2dOI3nJdS3oVwN7Fd3V_m9S0B1qVhA'
const secrets = new KnownSecrets()
for (const secret of [pin, key]) secrets.add(secret)

const each = (written: (code: number) => string) => (text: string) =>
  [...text].map((character) => written(character.charCodeAt(0))).join('')
const hex = (code: number) => code.toString(16).padStart(2, '0')

it.each<[form: string, put: (text: string) => string | Buffer]>([
  ['in clear', (text) => text],
  ['in clear', (text) => `{"code":"9${text}9"}`],
  ['in clear', (text) => Buffer.concat([Buffer.from([0, 200, 31]), Buffer.from(text), Buffer.from([255])])],
  ['in hexadecimal', (text) => `\\x00${Buffer.from(text).toString('hex')}`],
  ['in hexadecimal', (text) => `f${Buffer.from(text).toString('hex').toUpperCase()}`],
  ...[0, 1, 2].flatMap((before): [string, (text: string) => string][] => [
    ['in base64', (text) => Buffer.from(`${'-'.repeat(before)}${text}`).toString('base64')],
    ['in base64', (text) => `x${Buffer.from(`${'-'.repeat(before)}${text} `).toString('base64url')}x`],
  ]),
  ['in escapes', each((code) => `\\u00${hex(code)}`)],
  ['in escapes', each((code) => `\\x${hex(code).toUpperCase()}`)],
  ['in escapes', each((code) => `%${hex(code)}`)],
  ['in escapes', each((code) => `&#${code};`)],
  ['as numbers of bytes', (text) => JSON.stringify(Buffer.from(text))],
  ['in two bytes a character', (text) => Buffer.from(text, 'utf16le')],
  ['in two bytes a character', (text) => Buffer.from(text, 'utf16le').swap16()],
])('a secret is found %s: %s', (form, put) => {
  for (const secret of [pin, key]) expect(secrets.foundIn(put(secret))).toContain(`${secret} ${form}`)
})

it('what is nearly a secret is none', () => {
  expect(
    secrets.foundIn(`480917352817 48091735281 ${key.slice(1)} ${Buffer.from('480917352817').toString('base64')}`),
  ).toEqual([])
})
