import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { parse, stringify } from 'yaml'
import { formatPath, type PathStep } from '../../../src/api/field-path.ts'
import { kubectlQuotes } from '../../../src/cli/source/kubectl-scalars.ts'
import type { Region } from '../../../src/cli/source/region.ts'
import { readYaml } from '../../../src/cli/source/yaml-source.ts'

/** What a region of one line or more underlines. */
function underlined(text: string, { startLine, startColumn, endLine, endColumn }: Region): string {
  const lines = text.split('\n').slice(startLine - 1, endLine)
  const last = lines.pop() ?? ''
  const whole = [...lines, last.slice(0, endColumn - 1)].join('\n')
  return whole.slice(startColumn - 1)
}

function at(text: string, path: string, index = 0): string {
  const object = readYaml(text).objects[index]
  if (object === undefined) throw new Error('no object')
  return underlined(text, object.regionOf(path))
}

const deployment = `# a comment
apiVersion: apps/v1
kind: Deployment
metadata:
  name: serve   # trailing
  annotations:
    fitgate.dev/model: Qwen/Qwen3-8B
spec:
  template:
    spec:
      containers:
        - name: engine
          image: "vllm/vllm-openai-rocm:latest"
          resources: {limits: {amd.com/gpu: 2}}
`

describe('the place of a field', () => {
  it.each([
    ['metadata.name', 'serve'],
    ['metadata.annotations["fitgate.dev/model"]', 'Qwen/Qwen3-8B'],
    ['spec.template.spec.containers[0].image', '"vllm/vllm-openai-rocm:latest"'],
    ['spec.template.spec.containers[0].resources.limits["amd.com/gpu"]', '2'],
  ])('%s is its value', (path, text) => {
    expect(at(deployment, path)).toBe(text)
  })

  it.each([
    ['spec.template.spec.containers', 'containers'],
    ['spec.template.spec.volumes', 'spec'],
    ['spec.template.spec.containers[0].args[3]', 'name'],
    ['', 'Deployment'],
    ['status.replicas', 'Deployment'],
  ])('%j is not one value, so the nearest key is shown', (path, text) => {
    expect(at(deployment, path)).toBe(text)
  })

  it('is right in the third document, after Windows line ends', () => {
    const text = 'a: 1\r\n---\r\n---\r\nkind: Pod\r\nspec:\r\n  nodeName: x\r\n'
    const [, second] = readYaml(text).objects
    expect(second?.document).toBe(3)
    expect(second?.regionOf('spec.nodeName')).toEqual({
      startLine: 6,
      startColumn: 13,
      endLine: 6,
      endColumn: 14,
    })
  })

  it('is found in the items of a List, through aliases and merge keys', () => {
    const text = `kind: List
items:
  - kind: Pod
    spec: &base {nodeName: one}
  - kind: Pod
    spec: {<<: *base, priority: 3}
  - kind: Pod
    spec: *base
`
    expect(readYaml(text).objects.map(({ item }) => item)).toEqual([1, 2, 3])
    expect(at(text, 'spec.priority', 1)).toBe('3')
    expect(at(text, 'spec.nodeName', 1)).toBe('one')
    expect(at(text, 'spec.nodeName', 2)).toBe('one')
    expect(readYaml(text).objects[1]?.object).toMatchObject({ spec: { nodeName: 'one', priority: 3 } })
  })

  it('is found in lists within lists, and in lists of one kind', () => {
    const text = `kind: List
items:
  - {kind: List, items: [null, {kind: Pod, spec: {nodeName: one}}]}
  - {kind: PodList, apiVersion: v1, items: [{spec: {nodeName: two}}]}
`
    const { objects } = readYaml(text)
    expect(objects.map(({ item, object }) => [item, object.kind, object.apiVersion])).toEqual([
      [1, 'Pod', undefined],
      [2, 'Pod', 'v1'],
    ])
    expect([at(text, 'spec.nodeName', 0), at(text, 'spec.nodeName', 1)]).toEqual(['one', 'two'])
  })

  it('is found for every value of any object', () => {
    const leaf = fc.oneof(fc.integer(), fc.boolean(), fc.string({ minLength: 1, maxLength: 30 }))
    const { tree } = fc.letrec<{ tree: unknown; map: Record<string, unknown> }>((tie) => ({
      tree: fc.oneof(
        { maxDepth: 4 },
        leaf,
        tie('map'),
        fc.array(tie('tree'), { minLength: 1, maxLength: 3 }),
      ),
      map: fc.dictionary(fc.stringMatching(/^[a-z][-a-z./]{0,8}$/), tie('tree'), { minKeys: 1, maxKeys: 4 }),
    }))
    fc.assert(
      fc.property(
        fc.dictionary(fc.constantFrom('spec', 'data'), tree, { minKeys: 1 }),
        fc.boolean(),
        (value, json) => {
          const text = json ? JSON.stringify(value, null, 2) : stringify(value, kubectlQuotes)
          for (const [steps, expected] of leaves(value)) {
            const shown = at(text, formatPath('', steps))
            // block scalars lose their indentation when cut out
            if (/^[|>]/.test(shown)) continue
            expect(parse(shown)).toEqual(expected)
          }
        },
      ),
      { numRuns: 200 },
    )
  })
})

function leaves(value: unknown, steps: readonly PathStep[] = []): [readonly PathStep[], unknown][] {
  if (Array.isArray(value)) return value.flatMap((item, index) => leaves(item, [...steps, index]))
  if (typeof value !== 'object' || value === null) return [[steps, value]]
  return Object.entries(value).flatMap(([key, item]) => leaves(item, [...steps, key]))
}

describe('what is no YAML', () => {
  it('is told with its place, and the documents around it are read', () => {
    const { objects, problems } = readYaml('kind: A\n---\nb: [1\nc: 2\n---\nkind: C\n')
    expect(objects.map(({ object }) => object.kind)).toEqual(['A', 'C'])
    expect(problems).toMatchObject([{ region: { startLine: 4, startColumn: 1 } }])
  })

  it.each([
    ['- a list\n', 'a Kubernetes object is a map'],
    ['a: *nowhere\n', 'nowhere'],
    ['a: 1\na: 2\n', 'unique'],
    [
      `${'a: &a [x]\n'}${'bcdefghij'.replaceAll(/./g, (c) => `${c}: &${c} [${`*${String.fromCharCode(c.charCodeAt(0) - 1)},`.repeat(9)}]\n`)}`,
      'alias',
    ],
    [`a: ${'['.repeat(20_000)}`, ''],
  ])('%#: is a problem, never an exception', (text, words) => {
    const { objects, problems } = readYaml(text)
    expect(objects).toEqual([])
    expect(problems[0]?.message).toContain(words)
    expect(problems[0]?.region.startLine).toBeGreaterThan(0)
  })

  it('keeps every region inside the file, and none empty, whatever the text', () => {
    fc.assert(
      fc.property(fc.stringMatching(/^[-a:{}[\]&*"'|#\n ]{0,40}$/), (text) => {
        const { objects, problems } = readYaml(text)
        const regions = [
          ...problems.map(({ region }) => region),
          ...objects.map((object) => object.regionOf('')),
        ]
        for (const { startLine, startColumn, endLine, endColumn } of regions) {
          expect(startLine).toBeGreaterThanOrEqual(1)
          expect(endLine).toBeLessThanOrEqual(text.split('\n').length)
          expect(
            [endLine, endColumn] > [startLine, startColumn] || endLine > startLine || endColumn > startColumn,
          ).toBe(true)
        }
      }),
    )
  })
})
