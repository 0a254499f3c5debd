import type { AccessCodeIssue as Issue } from '../../domain/access-codes/issues.ts'
import { builder } from '../builder.ts'

const IssueSource = builder.enumType('IssueSource', {
  description: 'Where an issue lies, and so who can mend it.',
  values: {
    CODE: { description: 'In the code itself: the other codes of the device do not have it.' },
    DEVICE: { description: 'In its device: every code there has it.' },
    ACCOUNT: { description: 'In the account of its device: every device there has it.' },
  },
})

export const AccessCodeIssue = builder.objectRef<Issue>('AccessCodeIssue').implement({
  description: 'What is wrong with a code, or wants attention.',
  fields: (t) => ({
    issueCode: t.exposeString('issueCode', {
      description: 'For machines, in the Seam API’s vocabulary, which is open: expect values that you do not know.',
    }),
    source: t.expose('source', { type: IssueSource, description: 'Where it lies, and so who can mend it.' }),
    message: t.exposeString('message', { description: 'For people: what is wrong and what to do.' }),
    createdAt: t.expose('createdAt', {
      type: 'DateTime',
      nullable: true,
      description: 'Since when; null where nobody knows.',
    }),
    conflictingAccessCodeId: t.exposeID('conflictingAccessCodeId', {
      nullable: true,
      description: 'The other code that is in the way; null where it is not about another code.',
    }),
    details: t.expose('details', {
      type: 'JSON',
      nullable: true,
      description:
        'More facts, by kind of issue, such as `{"changeType": "modified", "modifiedFields": ["code"]}`; null where there are none.',
    }),
  }),
})
