import { readFileSync } from 'node:fs'
import { beforeAll, expect, it } from 'vitest'
import { annotationTable, valueWords } from '../../src/api/workload/annotations.ts'
import { shippedRecipes } from '../../src/cli/cluster-input.ts'
import { main } from '../../src/cli/main.ts'
import { decide } from '../../src/decide/decide.ts'
import { refusalText } from '../../src/decide/explain/refusal.ts'
import { rules } from '../../src/decide/order.ts'
import { strategies } from '../../src/decide/place/strategies.ts'
import { assumedHardware } from '../../src/inventory/assumed.ts'
import { knowing, wanting } from '../decide/builders.ts'
import { comparison } from '../logs/comparison.ts'
import { readLoggedStarts } from '../logs/logged-starts.ts'

const readme = readFileSync(new URL('../../README.md', import.meta.url), 'utf8')

function markdown(header: readonly string[], rows: readonly (readonly string[])[]): string {
  const line = (cells: readonly string[]) => `| ${cells.join(' | ')} |`
  return [line(header), `|${header.map(() => '---|').join('')}`, ...rows.map(line)].join('\n')
}

/** What stands between `<!-- name -->` and `<!-- /name -->`. */
const tables: Readonly<Record<string, () => string>> = {
  accuracy: () =>
    markdown(
      ['', 'weights, median / p90', 'cache, median / p90', 'tokens, p90', 'wrong no / wrong yes'],
      comparison(readLoggedStarts()).map(
        ([name = '', weights = '', cache = '', , tokens = '', , wrong = '']) => [
          name,
          weights,
          cache,
          tokens,
          wrong,
        ],
      ),
    ),
  annotations: () =>
    markdown(
      ['annotation', 'says', 'without it'],
      annotationTable
        .filter(({ writtenBy }) => writtenBy === 'people')
        .map(({ name, meaning, value, default: otherwise }) => [
          `\`${name}\``,
          [meaning, valueWords(value)].filter((words) => words !== '').join(' '),
          otherwise,
        ]),
    ),
  order: () =>
    markdown(
      ['', 'rule', 'best first'],
      rules.map(({ name, says }, i) => [`${i + 1}`, name, says]),
    ),
  strategies: () =>
    markdown(
      ['strategy', 'takes'],
      Object.entries(strategies).map(([word, { meaning }]) => [`\`${word}\``, meaning]),
    ),
}

/** What a command of the README prints. */
async function outputOf(command: string): Promise<string> {
  if (command === 'kubectl apply -f llama-405b.yaml') {
    const request = wanting('amd/Llama-3.1-405B-Instruct-FP8-KV', { gpuCount: 1 })
    const refusal = refusalText(decide(request, knowing(assumedHardware(), await shippedRecipes())))
    return `Error from server: error when creating "llama-405b.yaml": admission webhook "endpoints.fitgate.dev" denied the request:${refusal.trimEnd()}\n`
  }
  const [, ...args] = command.replace(/^npx /, '').split(' ')
  let out = ''
  const io = { stdout: { write: (text: string) => (out += text) }, stderr: { write: () => true }, env: {} }
  await main(args, io)
  return out
}

/** Commands whose output is shown, in fences that begin with `$ `; not what comes from the network. */
const shown = /^```\n\$ (?<command>(?:npx fitgate (?!fetch)|kubectl apply).*)\n(?<output>[\s\S]*?)```$/gm
const outputs = new Map<string, string>()

beforeAll(async () => {
  for (const { groups } of readme.matchAll(shown))
    if (groups?.command) outputs.set(groups.command, await outputOf(groups.command))
})

// npx vitest run --project unit test/repository -u writes the README anew
it('the README shows what commands print, as many lines as it has, and the tables of the code', async () => {
  expect(outputs.size).toBeGreaterThanOrEqual(3)
  const anew = readme
    .replaceAll(shown, (_, command: string, output: string) => {
      const lines = (outputs.get(command) ?? '').split('\n').slice(0, output.split('\n').length - 1)
      return `\`\`\`\n$ ${command}\n${lines.join('\n').trimEnd()}\n\`\`\``
    })
    .replaceAll(/<!-- (\w+) -->\n[\s\S]*?<!-- \/\1 -->/g, (all, name: string) => {
      const table = tables[name]?.()
      return table === undefined ? all : `<!-- ${name} -->\n${table}\n<!-- /${name} -->`
    })
  for (const name of Object.keys(tables)) expect(anew).toContain(`<!-- /${name} -->`)
  await expect(anew).toMatchFileSnapshot('../../README.md')
})
