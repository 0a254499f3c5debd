/** PINs and keys that a test knows, and where they can be read, whatever form they were put into on the way. */
export class KnownSecrets {
  readonly #byLength = new Map<number, Set<string>>()

  /** @param secret at least ten of `[\w-]`: shorter ones turn up by chance */
  add(secret: string): void {
    if (!/^[\w-]{10,}$/.test(secret)) throw new Error('too short to be told from chance')
    const alike = this.#byLength.get(secret.length) ?? new Set()
    this.#byLength.set(secret.length, alike.add(secret))
  }

  get count(): number {
    return [...this.#byLength.values()].reduce((sum, { size }) => sum + size, 0)
  }

  /** Each secret that can be read there, with its form. */
  foundIn(source: string | Buffer): string[] {
    // Every byte a character, so that a text's characters are looked at as what they are stored as.
    const bytes = Buffer.isBuffer(source) ? source : Buffer.from(source)
    const text = bytes.toString('latin1')
    const found = new Set<string>()
    for (const [form, { runs, meanings }] of Object.entries(forms)) {
      for (const [run] of text.matchAll(runs)) {
        for (const meaning of meanings(run)) for (const secret of this.#in(meaning)) found.add(`${secret} ${form}`)
      }
    }
    return [...found]
  }

  *#in(text: string): Generator<string> {
    for (const [run] of text.matchAll(/[\w-]{10,}/g)) {
      for (const [length, secrets] of this.#byLength) {
        for (let at = 0; at + length <= run.length; at++) {
          const part = run.slice(at, at + length)
          if (secrets.has(part)) yield part
        }
      }
    }
  }
}

interface Form {
  /** What may be something in this form. */
  readonly runs: RegExp
  /** What a run can mean: it may have begun in the middle of something. */
  meanings(run: string): readonly string[]
}

const forms: Readonly<Record<string, Form>> = {
  'in clear': { runs: /[\w-]{10,}/g, meanings: (run) => [run] },
  'in hexadecimal': {
    runs: /[0-9a-f]{20,}/gi,
    meanings: (run) => [0, 1].map((from) => Buffer.from(run.slice(from), 'hex').toString('latin1')),
  },
  // Of a URL's alphabet too.
  'in base64': {
    runs: /[\w+/-]{14,}/g,
    meanings: (run) => [0, 1, 2, 3].map((from) => Buffer.from(run.slice(from), 'base64').toString('latin1')),
  },
  'in escapes': {
    runs: /(?:\\u00[0-9a-f]{2}|\\x[0-9a-f]{2}|%[0-9a-f]{2}|&#\d{2,3};){10,}/gi,
    meanings: (run) => [
      run.replaceAll(/\\u00(..)|\\x(..)|%(..)|&#(\d+);/gi, (_, ...parts: (string | undefined)[]) => {
        const [hex, decimal] = [parts[0] ?? parts[1] ?? parts[2], parts[3]]
        return String.fromCharCode(hex === undefined ? Number(decimal) : Number.parseInt(hex, 16))
      }),
    ],
  },
  // As JSON has a Buffer.
  'as numbers of bytes': {
    runs: /(?:\d{2,3},\s*){9,}\d{2,3}/g,
    meanings: (run) => [String.fromCharCode(...run.split(',').map(Number))],
  },
  'in two bytes a character': {
    runs: /(?:[\w-]\0){10,}|(?:\0[\w-]){10,}/g,
    meanings: (run) => [run.replaceAll('\0', '')],
  },
}
