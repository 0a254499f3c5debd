import { z } from 'zod'
import { type CodeConstraint, codeConstraintTypes } from '../../domain/access-codes/constraints.ts'

export const constraint = z
  .strictObject({
    constraint_type: z.enum(codeConstraintTypes.map((type) => type.toLowerCase())),
    min_length: z.int().optional().describe('Of `name_length`: the least number of characters.'),
    max_length: z.int().optional().describe('Of `name_length`: the greatest number of characters.'),
  })
  .meta({ id: 'code_constraint', description: 'One thing that a lock asks of the codes that it takes.' })

export const showConstraint = ({
  constraintType,
  minLength,
  maxLength,
}: CodeConstraint): z.input<typeof constraint> => ({
  constraint_type: constraintType.toLowerCase(),
  ...(minLength != null && { min_length: minLength }),
  ...(maxLength != null && { max_length: maxLength }),
})
