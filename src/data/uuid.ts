import { v5, v7, validate } from 'uuid'

/** Time-ordered ids, made here since PostgreSQL before 18 cannot. */
export const newId = (): string => v7()

/** The same id for the same text, whoever makes it. */
export const idOf = (text: string): string => v5(text, NAMESPACE)

const NAMESPACE = '0a6fd2e4-6c5b-4f0e-9a3b-5a1f1c1e0300'

export const isUuid = (text: string): boolean => validate(text)
