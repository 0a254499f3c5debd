import type { ForeignValue, Slot } from './slot.ts'

interface Difference {
  readonly attempt: string
  readonly answer: string
  readonly forAbsent: string
}

export interface Outcome {
  /** Those that the one who asks may make at all. */
  readonly attempts: number
  /** Attempts whose answer, or what the gateway did for it, differs from that to an absent value. */
  readonly differences: readonly Difference[]
  /** Answers that hold something of others which was not in the question. */
  readonly leaks: readonly string[]
}

/** Carries out a question, and tells of what the gateway did for it: that is compared too. */
type Watch = <Answer>(ask: () => Promise<Answer>) => Promise<{ readonly answer: Answer; readonly done: unknown }>

/** What is tried where a text is taken, of all the ids: what a text can name is mostly no id. */
const idsAsTexts = ['a device', 'a code', 'a group']

export interface Circumstances {
  readonly watch: Watch
  /** Called before each slot: what was remembered of the slot before is to be forgotten. */
  forget(): Promise<unknown>
}

/**
 * Tries in every slot every value of others that it could take, and compares with what is answered of a value of the same
 * kind that does not exist.
 */
export async function attemptAll(
  slots: readonly Slot[],
  values: readonly ForeignValue[],
  { watch, forget }: Circumstances,
): Promise<Outcome> {
  const outcomes: Outcome[] = []
  for (const slot of slots) {
    await forget()
    outcomes.push(await attemptIn(slot, values, watch))
  }
  return {
    attempts: outcomes.reduce((sum, { attempts }) => sum + attempts, 0),
    differences: outcomes.flatMap(({ differences }) => differences),
    leaks: outcomes.flatMap(({ leaks }) => leaks),
  }
}

async function attemptIn(slot: Slot, values: readonly ForeignValue[], watch: Watch): Promise<Outcome> {
  const [differences, leaks]: [Difference[], string[]] = [[], []]
  let attempts = 0
  const ask = async (value: string) => {
    const { answer, done } = await watch(() => slot.ask(value))
    return { text: JSON.stringify(answer), alike: alike({ answer, done }, value) }
  }
  const forAbsent = new Map<string, Awaited<ReturnType<typeof ask>>>()
  for (const one of values.filter((one) => isFor(slot, one))) {
    const absent = forAbsent.get(one.absent) ?? (await ask(one.absent))
    forAbsent.set(one.absent, absent)
    if (isForbidden(absent.text)) break
    const attempt = `${slot.name} of ${one.what}`
    const { text, alike: answer } = await ask(one.value)
    attempts++
    if (answer !== absent.alike) differences.push({ attempt, answer, forAbsent: absent.alike })
    const shown = values.filter(({ value }) => !isPartOf(value, one.value) && isPartOf(value, text))
    leaks.push(...shown.map(({ what }) => `${attempt} shows ${what}`))
  }
  return { attempts, differences, leaks }
}

export const isFor = ({ takes }: Slot, { is, what }: ForeignValue): boolean => takes === is || idsAsTexts.includes(what)

/** Whatever the case. */
export const isPartOf = (part: string, whole: string): boolean => whole.toLowerCase().includes(part.toLowerCase())

const isForbidden = (text: string): boolean => text.includes('"code":"FORBIDDEN"')

/** An answer without the value that was asked about, and without what differs from answer to answer anyway. */
export function alike(answer: unknown, value: string): string {
  return JSON.stringify(answer)
    .replaceAll(value, '«value»')
    .replaceAll(/[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}/gi, '«id»')
    .replaceAll(/\d{4}-\d\d-\d\dT[\d:.]+Z/g, '«instant»')
    .replaceAll(/seam_(lk|at|cst)_[\w-]+/g, '«token»')
    .replaceAll(/"(code|suggestedCode)":"\d+"/g, '"$1":"«PIN»"')
    .replaceAll(/"(cursor|startCursor|endCursor)":"[\w-]+"/g, '"$1":"«cursor»"')
}
