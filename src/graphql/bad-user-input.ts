import { GraphQLError } from 'graphql'
import type { InputIssue } from '../domain/errors.ts'

/** Input that a query cannot accept. The whole request was at fault, so a single field in error is no half answer. */
export function badUserInput(issues: readonly InputIssue[]): GraphQLError {
  const message = issues.map(({ path, message }) => `${path.join('.')}: ${message}`).join(' ')
  return new GraphQLError(message, { extensions: { code: 'BAD_USER_INPUT', issues } })
}

export const forbidden = (message: string): GraphQLError =>
  new GraphQLError(message, { extensions: { code: 'FORBIDDEN' } })

export const lacksScope = (): GraphQLError => forbidden('This credential lacks the scope that this field needs.')
