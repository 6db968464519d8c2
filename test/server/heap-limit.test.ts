import { execFileSync } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { totalmem } from 'node:os'
import process from 'node:process'
import { describe, expect, it } from 'vitest'
import { parseAllDocuments } from 'yaml'
import { heapFault } from '../../src/server/heap-limit.ts'
import { parseQuantity } from '../../src/vocabulary/quantity.ts'

interface Container {
  readonly env: readonly { readonly name: string; readonly value?: string }[]
  readonly resources: Readonly<Record<'requests' | 'limits', { readonly memory: string }>>
}

/** The container of a Deployment in the manifests. */
function container(name: string): Container {
  const text = readFileSync(new URL(`../../manifests/base/${name}.yaml`, import.meta.url), 'utf8')
  const [deployment] = parseAllDocuments(text).map((document) => document.toJS())
  return deployment.spec.template.spec.containers[0]
}

const mib = (quantity: string) => (parseQuantity(quantity) ?? 0) / 2 ** 20
const optionsOf = ({ env }: Container) => env.find(({ name }) => name === 'NODE_OPTIONS')?.value ?? ''

describe.each(['controller', 'webhook'])('the %s as it is installed', (name) => {
  const { env, resources } = container(name)
  const options = optionsOf({ env, resources })
  const share = Number(/^--max-old-space-size-percentage=(\d+)$/.exec(options)?.[1]) / 100
  const limit = mib(resources.limits.memory)

  it('has a heap that fits into its limit beside all else', () => {
    expect(heapFault(limit * share, limit)).toBeUndefined()
    expect(mib(resources.requests.memory)).toBeLessThan(limit * share)
  })

  it('is started with an option that its Node takes at its word', () => {
    const program = 'process.stdout.write(String(require("v8").getHeapStatistics().heap_size_limit))'
    const bytes = execFileSync(process.execPath, ['-e', program], {
      encoding: 'utf8',
      env: { ...process.env, NODE_OPTIONS: options },
    })
    const there = Math.min(totalmem(), process.constrainedMemory() || Number.POSITIVE_INFINITY)
    // the young generation comes on top
    expect(Number(bytes) / there).toBeGreaterThan(share * 0.98)
    expect(Number(bytes) / there).toBeLessThan(share * 1.1)
  })
})

it('the controller asks for the memory that its stores are held to', () => {
  expect(mib(container('controller').resources.requests.memory)).toBeGreaterThanOrEqual(250)
})

describe('a heap', () => {
  it('that may grow beyond what is allowed is told of, with the options that mend it', () => {
    expect(heapFault(4288, 1024)).toMatch(
      /grow to 4288 MiB where 1024 MiB .*NODE_OPTIONS=--max-old-space-size-percentage=90, .*max-old-space-size=921$/,
    )
    const percentage = Number(/percentage=(\d+)/.exec(heapFault(4288, 300) ?? '')?.[1])
    expect(heapFault((300 * percentage) / 100, 300)).toBeUndefined()
  })

  it('is as it should be where nothing limits the process', () => {
    expect(heapFault(4288, undefined)).toBeUndefined()
    expect(heapFault(512, 1024)).toBeUndefined()
  })
})
