import { readFile, writeFile } from 'node:fs/promises'
import { fileURLToPath } from 'node:url'
import { settings } from '../src/config.ts'

/** README.md with its table of settings as the code has it. */
export function withSettings(readme: string): string {
  const rows = settings.map((setting) => {
    const fallback = setting.default === null ? setting.defaultInWords : `\`${setting.default}\``
    return `| \`${setting.name}\` | ${fallback} | ${setting.meaning} |`
  })
  const table = [
    '<!-- settings -->',
    '| Variable | Default | Meaning |',
    '|---|---|---|',
    ...rows,
    '<!-- /settings -->',
  ]
  return readme.replace(/<!-- settings -->.*<!-- \/settings -->/s, () => table.join('\n'))
}

export const readmeFile = fileURLToPath(new URL('../README.md', import.meta.url))

if (import.meta.main) await writeFile(readmeFile, withSettings(await readFile(readmeFile, 'utf8')))
