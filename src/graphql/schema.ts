import { lexicographicSortSchema, printSchema } from 'graphql'
import './scalars.ts'
import './workspaces/type.ts'
import './workspaces/action-attempt.ts'
import './devices/type.ts'
import './devices/queries.ts'
import './access-codes/type.ts'
import './access-codes/unmanaged.ts'
import './access-codes/queries.ts'
import './access-codes/create.ts'
import './access-codes/create-multiple.ts'
import './access-codes/update.ts'
import './access-codes/update-multiple.ts'
import './access-codes/delete.ts'
import './access-codes/subscriptions.ts'
import './linked-code-groups/type.ts'
import './linked-code-groups/queries.ts'
import './linked-code-groups/sharing-plan.ts'
import './events/type.ts'
import './events/queries.ts'
import './events/subscriptions.ts'
import './sandbox/simulate-device.ts'
import './sandbox/simulate-keypad-entry.ts'
import './sandbox/simulate-unmanaged-access-code.ts'
import './sandbox/simulate-external-modification.ts'
import './node.ts'
import { builder } from './builder.ts'

/** Every room adds its types to the builder; here they become one schema. */
export const schema = builder.toSchema()

/** The committed form: sorted, so that a diff shows what changed and nothing else. */
export const schemaText = (): string => `${printSchema(lexicographicSortSchema(schema))}\n`
