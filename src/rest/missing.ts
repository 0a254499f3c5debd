import type { Noun } from '../domain/errors.ts'

/** The type of a NOT_FOUND, and the parameter that names what is missing by its id. */
export const missing: Readonly<Record<Noun, { readonly type: string; readonly parameter: string }>> = {
  device: { type: 'device_not_found', parameter: 'device_id' },
  'access code': { type: 'access_code_not_found', parameter: 'access_code_id' },
  'unmanaged access code': { type: 'access_code_not_found', parameter: 'access_code_id' },
  'code on the device': { type: 'access_code_not_found', parameter: 'access_code_id' },
  'linked code group': { type: 'common_code_key_not_found', parameter: 'common_code_key' },
  'action attempt': { type: 'action_attempt_not_found', parameter: 'action_attempt_id' },
  event: { type: 'event_not_found', parameter: 'event_id' },
  'connected account': { type: 'connected_account_not_found', parameter: 'connected_account_id' },
  'device or connected account': { type: 'connected_account_not_found', parameter: 'connected_account_id' },
  'client session': { type: 'client_session_not_found', parameter: 'client_session_id' },
  'API key': { type: 'api_key_not_found', parameter: 'api_key_id' },
  'personal access token': { type: 'personal_access_token_not_found', parameter: 'personal_access_token_id' },
  member: { type: 'member_not_found', parameter: 'member_id' },
}
