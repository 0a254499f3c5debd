import { newId } from '../../src/data/uuid.ts'
import { hashOf } from '../../src/domain/auth/token.ts'
import type { Scope, Viewer } from '../../src/domain/auth/viewer.ts'

/** Somebody with an API key of a workspace, who calls verbs past HTTP. */
export function aViewer(workspaceId: string, scopes: readonly Scope[]): Viewer {
  const credentialId = newId()
  return {
    kind: 'API_KEY',
    credentialId,
    name: 'Test',
    firstCharacters: 'seam_lk_test',
    workspaceId,
    scopes: new Set(scopes),
    isSandbox: false,
    deviceIds: null,
    expiresAt: null,
    personId: null,
    memberId: null,
    memberName: null,
    requestId: null,
    tokenHash: hashOf(credentialId),
  }
}
