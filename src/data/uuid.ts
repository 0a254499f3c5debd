import { v7, validate } from 'uuid'

/** Time-ordered ids, made here since PostgreSQL before 18 cannot. */
export const newId = (): string => v7()

export const isUuid = (text: string): boolean => validate(text)
