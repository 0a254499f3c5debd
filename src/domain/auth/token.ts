import { hash, randomBytes } from 'node:crypto'

/** What a credential can be; each kind of token begins in its own way. The public Seam SDK takes these beginnings only. */
const tokenPrefixes = {
  API_KEY: 'seam_lk_',
  PERSONAL_ACCESS_TOKEN: 'seam_at_',
  CLIENT_SESSION: 'seam_cst_',
} as const
export type CredentialKind = keyof typeof tokenPrefixes

/** Enough to recognise a token in a list, nothing to guess it by. */
const FIRST_CHARACTERS = 12

/** 256 random bits. Shown once: only its hash is kept. */
export const newToken = (kind: CredentialKind): string => tokenPrefixes[kind] + randomBytes(32).toString('base64url')

/** An operator's own key may begin like `seam_…` and anything but another kind of token. */
export function kindOf(token: string): CredentialKind {
  if (token.startsWith('seam_cst')) return 'CLIENT_SESSION'
  return token.startsWith('seam_at') ? 'PERSONAL_ACCESS_TOKEN' : 'API_KEY'
}

/** What is kept of a token. A fast hash is right here: with 256 random bits there is nothing to stretch. */
export interface KeptToken {
  readonly tokenHash: Uint8Array<ArrayBuffer>
  readonly firstCharacters: string
}

export const kept = (token: string): KeptToken => ({
  tokenHash: hashOf(token),
  firstCharacters: token.slice(0, FIRST_CHARACTERS),
})

export const hashOf = (token: string): Buffer<ArrayBuffer> => hash('sha256', token, 'buffer')
