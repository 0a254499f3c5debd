import type { z } from 'zod'
import type { Scope } from '../domain/auth/viewer.ts'
import type { RestContext } from './context.ts'

export type Method = 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE'

/** Reading may be asked by either: older clients post everything. */
export const reading: readonly Method[] = ['GET', 'POST']

/** One operation: all that is known of it is data, but for the translation. */
export interface Route<Input extends z.ZodObject = z.ZodObject, Answer extends z.ZodRawShape = z.ZodRawShape> {
  readonly path: `/${string}`
  readonly methods: readonly Method[]
  /** What the credential needs; null: it need only be one. */
  readonly scope: Scope | null
  /** A few words. */
  readonly summary: string
  /** Whole sentences, where there is more to say. */
  readonly description?: string
  /** What it takes, in the words of this surface. */
  readonly input: Input
  /** Older names of what it takes: `{ older: newest }`. Both may be given if they say the same. */
  readonly aliases?: Readonly<Record<string, string>>
  /** Parameters that Seam's clients may send and that change nothing, each with why. */
  readonly ignored?: Readonly<Record<string, string>>
  /** Parameters that Seam has and that cannot be met here, each with why: to ignore them would answer something else. */
  readonly unsupported?: Readonly<Record<string, string>>
  /** Whether the header `Idempotency-Key` means something to it. */
  readonly takesIdempotencyKey?: boolean
  /** What it answers beside `ok`. */
  readonly answer: Answer
  readonly handle: (context: RestContext, input: z.output<Input>) => Promise<z.input<z.ZodObject<Answer>>>
}

/** Checks that a handler takes what its input gives and answers what was promised, and forgets the difference. */
export const route = <Input extends z.ZodObject, Answer extends z.ZodRawShape>(route: Route<Input, Answer>): Route =>
  route as unknown as Route
