import { builder } from '../builder.ts'

export const Scope = builder.enumType('Scope', {
  description: 'What a credential may do. More may be added.',
  values: {
    READ_CODES: { description: 'See devices, codes, groups and events, but for PINs.' },
    SEE_PINS: {
      description:
        'See PINs, and name them: choose, look for, enter. Without it `code` is null and `codeVisibility` HIDDEN.',
    },
    WRITE_CODES: { description: 'Create, change and delete codes, and play with simulated locks.' },
    MANAGE_DEVICES: { description: 'Change what is kept of devices.' },
    MANAGE_CREDENTIALS: {
      description: 'See, make and revoke credentials and members: of no more scopes than its own.',
    },
    READ_AUDIT_LOG: { description: 'See who did what.' },
  },
})
