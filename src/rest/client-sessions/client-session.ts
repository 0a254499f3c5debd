import { z } from 'zod'
import type { ClientSessionRow } from '../../data/read/credential-lists.ts'
import { instantAnswer } from '../instants.ts'

export const clientSession = z
  .strictObject({
    client_session_id: z.string(),
    workspace_id: z.string(),
    token: z.string().describe('Told whole when it is made, and never again: then only how it begins.'),
    user_identifier_key: z.string().nullable(),
    device_ids: z.array(z.string()).describe('The devices that were named when it was made.'),
    connected_account_ids: z.array(z.string()).describe('The accounts whose devices it reaches, later ones too.'),
    device_count: z.int().describe('How many devices it reaches now.'),
    scopes: z.array(z.string()).describe('What it may do.'),
    connect_webview_ids: z.array(z.never()).describe('Always empty.'),
    user_identity_ids: z.array(z.never()).describe('Always empty.'),
    created_at: instantAnswer,
    expires_at: instantAnswer,
  })
  .meta({ id: 'client_session', description: 'What a browser holds: it reaches some devices, for some hours.' })

export const showClientSession = (
  row: ClientSessionRow,
  workspaceId: string,
  token = `${row.firstCharacters}…`,
): z.input<typeof clientSession> => ({
  client_session_id: row.id,
  workspace_id: workspaceId,
  token,
  user_identifier_key: row.userIdentifierKey,
  device_ids: [...row.deviceIds],
  connected_account_ids: [...row.connectedAccountIds],
  device_count: row.deviceCount,
  scopes: [...row.scopes],
  connect_webview_ids: [],
  user_identity_ids: [],
  created_at: row.createdAt.toISOString(),
  // Only other kinds of credentials can be without an end.
  expires_at: (row.expiresAt ?? row.createdAt).toISOString(),
})
