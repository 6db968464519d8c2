import { describe, expect, it } from 'vitest'
import type { IntentRequest } from '../../../src/api/intent.ts'
import { models } from '../../../src/catalog/models.ts'
import type { DecisionContext } from '../../../src/decide/context.ts'
import { alternatives } from '../../../src/decide/counterfactuals.ts'
import { decide } from '../../../src/decide/decide.ts'
import { planText } from '../../../src/decide/explain/plan.ts'
import { refusalText } from '../../../src/decide/explain/refusal.ts'
import { summaryOf } from '../../../src/decide/explain/summary.ts'
import { maxWarning, warningTexts } from '../../../src/decide/explain/warnings.ts'
import { cluster, knowing, nodes, recipe, sandboxHardware, wanting } from '../builders.ts'

const qwen = recipe('qwen3-32b-mi300x-bf16', { modelId: 'Qwen/Qwen3-32B' })

/** The screens people see, kept as files to be read. Update with: npx vitest run -u test/decide/explain */
const situations: readonly (readonly [string, IntentRequest, DecisionContext])[] = [
  ['fits', wanting('Qwen/Qwen3-32B', { gpuCount: 1 }), knowing(sandboxHardware, [qwen])],
  ['fits-over-four', wanting('Qwen/Qwen3-235B-A22B', { gpuCount: 4 }), knowing(sandboxHardware)],
  [
    'fits-on-a-partition',
    wanting('Qwen/Qwen3-0.6B', { gpuCount: 1 }),
    knowing(cluster(nodes('MI300X', 1, { gpus: 64, partition: 'cpx_nps4' }))),
  ],
  [
    'waits-for-gpus',
    wanting('Qwen/Qwen3-32B', { gpuCount: 4 }),
    knowing(cluster(nodes('MI300X', 2, { free: [3, 1], holders: 4 }))),
  ],
  ['too-large', wanting('amd/Llama-3.1-405B-Instruct-FP8-KV', { gpuCount: 1 }), knowing(sandboxHardware)],
  [
    'illegal-parallelism',
    wanting('microsoft/phi-4', { gpuCount: 4, engineArgs: ['-tp=4'] }),
    knowing(sandboxHardware),
  ],
  [
    'two-faults',
    wanting('Qwen/Qwen3-32B', { gpuCount: 1, precision: 'int4', maxModelLen: 999_999 }),
    knowing(sandboxHardware),
  ],
  [
    'not-on-this-cluster',
    wanting('Qwen/Qwen3-235B-A22B', { gpuCount: 2, precision: 'bf16' }),
    knowing(cluster(nodes('MI300X', 2))),
  ],
  ['no-amd-node', wanting('Qwen/Qwen3-32B', { gpuCount: 1 }), knowing(cluster())],
  ['unknown-model', wanting('acme/Secret-7B', { gpuCount: 2 }), knowing(sandboxHardware)],
  [
    'bad-arguments',
    wanting('Qwen/Qwen3-32B', { engineArgs: ['--max-modle-len=4096', '--tensor-parallel-size=two'] }),
    knowing(sandboxHardware),
  ],
]

describe('the texts people read', () => {
  it.each(situations)('%s', async (name, request, context) => {
    const decision = decide(request, context)
    const more = decision.verdict === 'DoesNotFit' ? [] : alternatives(request, context, decision.chosen)
    const text = [
      '# fitgate plan',
      planText({
        kind: 'AIMEndpoint',
        name: 'x',
        decision,
        alternatives: more,
        creates: [],
        hardware: 'the nodes of the test',
      }),
      '# kubectl apply',
      decision.verdict === 'DoesNotFit' && decision.scope === 'anywhere'
        ? refusalText(decision)
        : warningTexts(decision)
            .map((line) => `Warning: ${line}`)
            .join('\n'),
      '',
      '# condition',
      summaryOf(decision),
      '',
    ].join('\n')
    await expect(text).toMatchFileSnapshot(`golden/${name}.txt`)
  })

  it('fit 100 columns and 256 characters for every model of the catalog', () => {
    for (const model of models) {
      for (const gpuCount of [1, 4]) {
        const decision = decide(wanting(model.id, { gpuCount }), knowing(sandboxHardware, [qwen]))
        const screen = planText({
          kind: 'AIMEndpoint',
          name: 'x',
          decision,
          alternatives: [],
          creates: ['Deployment'],
          hardware: 'test',
        })
        for (const line of `${screen}\n${refusalText(decision)}`.split('\n')) {
          expect(line.length, line).toBeLessThanOrEqual(100)
          expect(line).toBe(line.trimEnd())
        }
        for (const warning of warningTexts(decision)) expect(warning.length).toBeLessThanOrEqual(maxWarning)
      }
    }
  })

  it('say nothing on admission when all is well and nothing was chosen for the user', () => {
    const decision = decide(
      wanting('Qwen/Qwen3-32B', { gpuCount: 1, recipe: qwen.name }),
      knowing(sandboxHardware, [qwen]),
    )
    expect(warningTexts(decision)).toEqual([])
  })
})
