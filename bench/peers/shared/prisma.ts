import { PrismaPg } from '@prisma/adapter-pg'
import { PrismaClient } from '../../generated/prisma/client.ts'
import { poolOptions } from './peer.ts'
import { authenticator } from './viewer.ts'

/** Prisma as its documentation sets it up for PostgreSQL. */
export const prisma = new PrismaClient({ adapter: new PrismaPg(poolOptions) })

export const viewerOf = authenticator((tokenHash) =>
  prisma.apiKey.findFirst({
    where: {
      tokenHash: Uint8Array.from(tokenHash),
      revokedAt: null,
      OR: [{ expiresAt: null }, { expiresAt: { gt: new Date() } }],
    },
    select: { id: true, name: true, workspaceId: true, scopes: true },
  }),
)

/** The codes that lists show. */
export const listed = { isManaged: true, removedAt: null, isBackup: false } as const

export const newestFirst = [{ createdAt: 'desc' }, { id: 'desc' }] as const
