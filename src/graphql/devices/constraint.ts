import { type CodeConstraint as Constraint, codeConstraintTypes } from '../../domain/access-codes/constraints.ts'
import { builder } from '../builder.ts'

const descriptions: Record<(typeof codeConstraintTypes)[number], string> = {
  NO_ZEROS: 'No digit may be 0.',
  CANNOT_START_WITH_12: 'The PIN must not begin with 12.',
  NO_TRIPLE_CONSECUTIVE_INTS: 'No three digits in a row may be equal or consecutive.',
  CANNOT_SPECIFY_PIN_CODE: 'The lock makes the PIN: none can be chosen for it.',
  PIN_CODE_MATCHES_EXISTING_SET: 'The PIN must be one that its account already uses.',
  START_DATE_IN_FUTURE: 'A code with a start must start in the future when it is asked for.',
  NO_ASCENDING_OR_DESCENDING_SEQUENCE: 'The PIN must not simply count up or down.',
  AT_LEAST_THREE_UNIQUE_DIGITS: 'The PIN needs three different digits at least.',
  CANNOT_CONTAIN_089: 'No digit may be 0, 8 or 9.',
  CANNOT_CONTAIN_0789: 'No digit may be 0, 7, 8 or 9.',
  UNIQUE_FIRST_FOUR_DIGITS: 'The first four digits must all be different.',
  NO_ALL_SAME_DIGITS: 'The digits must not all be the same.',
  NAME_LENGTH: 'The name must have from `minLength` to `maxLength` characters.',
  NAME_MUST_BE_UNIQUE: 'No other code on the device may have the same name.',
}

const CodeConstraintType = builder.enumType('CodeConstraintType', {
  description: 'What a lock asks of the codes that it takes. More may be added: treat an unknown one as a refusal.',
  values: Object.fromEntries(codeConstraintTypes.map((type) => [type, { description: descriptions[type] }])) as Record<
    (typeof codeConstraintTypes)[number],
    { description: string }
  >,
})

export const CodeConstraint = builder.objectRef<Constraint>('CodeConstraint').implement({
  description: 'One thing that a lock asks of the codes that it takes.',
  fields: (t) => ({
    constraintType: t.expose('constraintType', { type: CodeConstraintType, description: 'What the lock asks.' }),
    minLength: t.int({
      nullable: true,
      description: 'The least number of characters; null unless this is about a length.',
      resolve: ({ minLength }) => minLength ?? null,
    }),
    maxLength: t.int({
      nullable: true,
      description: 'The greatest number of characters; null unless this is about a length.',
      resolve: ({ maxLength }) => maxLength ?? null,
    }),
  }),
})
