import { builder } from '../builder.ts'

/** As the row keeps it; every part may be absent. */
export interface OracodeMetadata {
  readonly stayId?: number
  readonly siteName?: string
  readonly userLevelId?: string
  readonly userLevelName?: string
  readonly isCancellable?: boolean
  readonly isExtendable?: boolean
  readonly isEarlyCheckinAble?: boolean
  readonly isOverridable?: boolean
}

export const DormakabaOracodeMetadata = builder.objectRef<OracodeMetadata>('DormakabaOracodeMetadata').implement({
  description: 'What dormakaba’s Oracode says of a stay.',
  fields: (t) => ({
    stayId: t.float({
      nullable: true,
      description: 'The number of the stay; null where Oracode did not say it.',
      resolve: ({ stayId }) => stayId,
    }),
    siteName: t.string({
      nullable: true,
      description: 'The name of the site; null where Oracode did not say it.',
      resolve: ({ siteName }) => siteName,
    }),
    userLevelId: t.string({
      nullable: true,
      description: 'The id of the user level; null where Oracode did not say it.',
      resolve: (m) => m.userLevelId,
    }),
    userLevelName: t.string({
      nullable: true,
      description: 'The name of the user level; null where Oracode did not say it.',
      resolve: (m) => m.userLevelName,
    }),
    isCancellable: t.boolean({
      nullable: true,
      description: 'Whether the stay can be cancelled; null where Oracode did not say it.',
      resolve: (m) => m.isCancellable,
    }),
    isExtendable: t.boolean({
      nullable: true,
      description: 'Whether the stay can be extended; null where Oracode did not say it.',
      resolve: (m) => m.isExtendable,
    }),
    isEarlyCheckinAble: t.boolean({
      nullable: true,
      description: 'Whether the guest may come early; null where Oracode did not say it.',
      resolve: (m) => m.isEarlyCheckinAble,
    }),
    isOverridable: t.boolean({
      nullable: true,
      description: 'Whether another stay may take its place; null where Oracode did not say it.',
      resolve: (m) => m.isOverridable,
    }),
  }),
})
