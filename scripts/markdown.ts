export function table(head: readonly string[], rows: readonly (readonly string[])[]): string {
  const [first, ...others] = [head, ...rows].map((cells) => `| ${cells.join(' | ')} |`)
  return [first, `|${'---|'.repeat(head.length)}`, ...others].join('\n')
}

export const code = (text: string): string => `\`${text}\``
export const lowerCased = (sentence: string): string => sentence.charAt(0).toLowerCase() + sentence.slice(1)
