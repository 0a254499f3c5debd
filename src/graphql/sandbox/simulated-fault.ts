import type { SimulatedCall as Call, SimulatedRefusal } from '../../domain/sandbox/sandbox.ts'
import { builder } from '../builder.ts'

const SimulatedFaultKind = builder.enumType('SimulatedFaultKind', {
  description: 'What a simulated lock does wrong.',
  values: {
    REFUSES: { description: 'Says no, and does nothing. It gives `reason`.' },
    STORES_NOTHING: { description: 'Says yes, and does nothing.' },
    DROPS_ANSWER: { description: 'Does as it is told, and the answer is lost.' },
    APPLIES_LATE: { description: 'Does not answer, and does as it was told `afterMs` later.' },
  },
})

const SimulatedCall = builder.enumType('SimulatedCall', {
  description: 'What the gateway asks of a lock.',
  values: {
    LIST: { description: 'To tell which codes are on it.' },
    SET: { description: 'To take a code, or another PIN, name or window for it.' },
    REMOVE: { description: 'To clear a code that is on it.' },
  } satisfies Record<Call, object>,
})

const SimulatedRefusalReason = builder.enumType('SimulatedRefusalReason', {
  description: 'Why a simulated lock says no.',
  values: {
    DUPLICATE_PIN: { description: 'It holds a code with this PIN already.' },
    NO_SPACE: { description: 'It has no room for another code.' },
    CONSTRAINT_VIOLATED: { description: 'It takes no codes like this one.' },
    BUSY: { description: 'It is doing something else just now.' },
    OTHER: { description: 'It does not say why.' },
  } satisfies Record<SimulatedRefusal, object>,
})

export const SimulatedFault = builder.inputType('SimulatedFault', {
  description: 'Something that goes wrong on a simulated lock. Of several that befall a call, the first one does.',
  fields: (t) => ({
    kind: t.field({ type: SimulatedFaultKind, required: true, description: 'What kind of thing goes wrong.' }),
    calls: t.field({ type: [SimulatedCall], description: 'Which calls it befalls; if not given, SET and REMOVE.' }),
    reason: t.field({ type: SimulatedRefusalReason, description: 'Of REFUSES: why; if not given, OTHER.' }),
    isPermanent: t.boolean({
      description: 'Of REFUSES: whether asking the same again is useless; if not given, it is not.',
    }),
    afterMs: t.int({
      description: 'Of APPLIES_LATE, which needs it: how long it takes, in milliseconds, up to a day.',
    }),
    times: t.int({ description: 'How many calls it befalls; if not given, all until the faults are cleared.' }),
  }),
})
