import { describe, expect, it } from 'vitest'
import { parseNodesDocument, parseNodesShorthand } from '../../src/sandbox/nodes-input.ts'
import { formatFieldError } from '../../src/vocabulary/field-error.ts'

const errorsOf = (text: string) => parseNodesDocument(text).errors.map(formatFieldError)

describe('the shorthand', () => {
  it('counts nodes by accelerator, in any case', () => {
    const { nodes, errors } = parseNodesShorthand('mi300x=200, MI250=1,none=2')
    expect(errors).toEqual([])
    expect(
      nodes.map(({ accelerator, count, gpusPerNode }) => [accelerator?.name, count, gpusPerNode]),
    ).toEqual([
      ['MI300X', 200, 8],
      ['MI250', 1, 8],
      [undefined, 2, 0],
    ])
  })

  it('tells every mistake at once, with near misses', () => {
    const { errors } = parseNodesShorthand('mi325=2,mi300x,mi355x=0')
    expect(errors.map(formatFieldError)).toEqual([
      '--nodes: cannot read "mi300x"; write ACCELERATOR=COUNT, such as mi300x=2, or name a file',
      expect.stringMatching(
        /^--nodes mi325: unknown accelerator "mi325" \(allowed: .*none\); did you mean "MI325X"\?$/,
      ),
      expect.stringMatching(/^--nodes mi355x: too small/),
    ])
  })

  it('knows no accelerators of other vendors: there is no device plugin for them here', () => {
    expect(parseNodesShorthand('H100=1').errors).toHaveLength(1)
  })
})

describe('a document of nodes', () => {
  it('may be a list or have it under nodes, in YAML or JSON', () => {
    const list = parseNodesDocument('- accelerator: MI300X\n  count: 3\n')
    expect(list.nodes).toMatchObject([{ count: 3, gpusPerNode: 8, naming: 'single', labeller: 'current' }])
    expect(parseNodesDocument('{"nodes": [{"accelerator": "MI300X", "count": 3}]}')).toEqual(list)
  })

  it('sets everything a node can have', () => {
    const { nodes, errors } = parseNodesDocument(`
      - accelerator: MI300X
        gpusPerNode: 4
        partition: cpx_nps4
        naming: mixed
        labeller: legacy
        cpu: 96
        memory: 512Gi
        labels: {pool: small}
        taints: [{key: amd.com/gpu, effect: NoSchedule}]`)
    expect(errors).toEqual([])
    expect(nodes).toMatchObject([
      {
        accelerator: { name: 'MI300X' },
        count: 1,
        gpusPerNode: 4,
        partition: 'cpx_nps4',
        naming: 'mixed',
        labeller: 'legacy',
        cpu: '96',
        memory: '512Gi',
        labels: { pool: 'small' },
        taints: [{ key: 'amd.com/gpu', effect: 'NoSchedule' }],
      },
    ])
  })

  it.each([
    ['- acelerator: MI300X', 'nodes[0]: unknown field "acelerator"', 'did you mean "accelerator"?'],
    ['- {accelerator: MI300X, count: two}', 'nodes[0].count: ', 'expected'],
    ['- {accelerator: MI300X, partition: cpx_nps8}', 'nodes[0].partition: unknown partition', 'did you mean'],
    ['- {accelerator: MI250, partition: cpx_nps4}', 'nodes[0].partition: MI250 cannot be partitioned', ''],
    ['- {accelerator: none, gpusPerNode: 8}', 'nodes[0].gpusPerNode: ', 'has no GPUs'],
    [
      '- {accelerator: MI300X, naming: mixd}',
      'nodes[0].naming: unknown value "mixd"',
      'did you mean "mixed"?',
    ],
    ['- {accelerator: MI300X, memory: lots}', 'nodes[0].memory: ', 'not a positive quantity'],
    ['- {accelerator: MI300X, labels: {"a b": c}}', 'nodes[0].labels: ', 'not a label key'],
    ['- {accelerator: MI300X, labels: {a: "b c"}}', 'nodes[0].labels.a: ', 'not a label value'],
    ['- {accelerator: MI300X, taints: [{key: a, effect: Never}]}', 'nodes[0].taints.0.effect: ', 'NoExecute'],
    ['nodes: 3', 'nodes: no list of nodes', 'write a list'],
    ['[]', 'nodes: no list of nodes', 'write a list'],
    ['{', 'not YAML', ''],
  ])('%s is refused where it is wrong', (text, start, end) => {
    const errors = errorsOf(text)
    expect(errors).toHaveLength(1)
    expect(errors[0]).toContain(start)
    expect(errors[0]).toContain(end)
  })
})
