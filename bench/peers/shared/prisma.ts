import { PrismaPg } from '@prisma/adapter-pg'
import { PrismaClient } from '../../generated/prisma/client.ts'
import { poolOptions } from './peer.ts'
import { tokenHashOf, Unauthenticated, type Viewer } from './viewer.ts'

/** Prisma as its documentation sets it up for PostgreSQL. */
export const prisma = new PrismaClient({ adapter: new PrismaPg(poolOptions) })

/** @throws Unauthenticated */
export async function viewerOf(authorization: string | undefined): Promise<Viewer> {
  const now = new Date()
  const key = await prisma.apiKey.findFirst({
    where: {
      tokenHash: Uint8Array.from(tokenHashOf(authorization)),
      revokedAt: null,
      OR: [{ expiresAt: null }, { expiresAt: { gt: now } }],
    },
    select: { workspaceId: true, scopes: true },
  })
  if (!key) throw new Unauthenticated()
  return key
}

/** The codes that lists show. */
export const listed = { isManaged: true, removedAt: null, isBackup: false } as const

export const newestFirst = [{ createdAt: 'desc' }, { id: 'desc' }] as const
