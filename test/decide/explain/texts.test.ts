import { describe, expect, it } from 'vitest'
import { models } from '../../../src/catalog/models.ts'
import { alternatives } from '../../../src/decide/counterfactuals.ts'
import { decide } from '../../../src/decide/decide.ts'
import { planText } from '../../../src/decide/explain/plan.ts'
import { refusalText } from '../../../src/decide/explain/refusal.ts'
import { summaryOf } from '../../../src/decide/explain/summary.ts'
import { maxWarning, warningTexts } from '../../../src/decide/explain/warnings.ts'
import { rule } from '../../../src/decide/ruling.ts'
import { cluster, knowing, nodes, recipe, sandboxHardware, wanting } from '../builders.ts'
import { qwen, type Situation, situations } from './situations.ts'

/** `fitgate plan`, the answer to `kubectl apply` under the default mode, and the condition, one below the other. */
function screens({ request, context, decision }: Situation): string {
  const refused = decision.verdict === 'DoesNotFit'
  const ruling = rule(decision, 'warn')
  return [
    '# fitgate plan',
    planText({
      kind: 'AIMEndpoint',
      name: 'x',
      decision,
      alternatives: refused ? [] : alternatives(request, context, decision.chosen),
      creates: [],
      hardware: 'the nodes of the test',
    }),
    `# kubectl apply (${ruling.allowed ? 'admitted' : 'denied'})`,
    ruling.message?.trim() ?? ruling.warnings.map((line) => `Warning: ${line}`).join('\n'),
    '',
    '# condition',
    summaryOf(decision),
    '',
  ].join('\n')
}

describe('the texts people read', () => {
  // to be read, not only compared: npx vitest run --project unit test/decide/explain -u
  it.each(situations)('$name', async (situation) => {
    await expect(screens(situation)).toMatchFileSnapshot(`golden/${situation.name}.txt`)
  })

  it.each(situations)('$name fits one screen: 100 columns, 40 lines', ({ request, context, decision }) => {
    const lines = planText({
      kind: 'AIMEndpoint',
      name: 'x',
      decision,
      alternatives: alternatives(request, context, decision.chosen),
      creates: ['ConfigMap', 'Deployment', 'Service'],
      hardware: 'the nodes of the test',
    }).split('\n')
    expect(lines.length).toBeLessThanOrEqual(40)
    for (const line of lines) expect(line.length, line).toBeLessThanOrEqual(100)
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

  it('count replicas: how many of them have room', () => {
    const hardware = cluster(nodes('MI300X', 2, { free: [8, 3], holders: 2 }))
    const request = wanting('Qwen/Qwen3-32B', { gpuCount: 4, recipe: qwen.name })
    const warningsOf = (replicas: number) =>
      warningTexts(decide({ ...request, replicas }, knowing(hardware, [qwen])))
    expect(warningsOf(2)).toEqual([])
    expect(warningsOf(3)).toEqual([
      'fitgate: 3 replicas need 12 GPUs, there is room for 2 of them now (MI300X: 5 of 16 in use by 2 workloads); the others will wait their turn',
    ])
  })

  it('tell the user of arguments that are understood otherwise than written', () => {
    const engineArgs = ['--max-num-seqs=8', '--max-num-seqs=16']
    const decision = decide(wanting('Qwen/Qwen3-32B', { gpuCount: 1, engineArgs }), knowing(sandboxHardware))
    expect(warningTexts(decision).join('\n')).toContain('"--max-num-seqs" is given twice')
  })

  it('warn of a name that was understood as a build, not of one that the catalog lists', () => {
    const of = (model: string) =>
      warningTexts(decide(wanting(model, { gpuCount: 1 }), knowing(sandboxHardware))).join('\n')
    expect(of('RedHatAI/Qwen3-32B-FP8-dynamic')).toContain('Qwen3-32B-FP8-dynamic: taken as the fp8 build')
    for (const model of models)
      for (const alias of model.aliases) expect(of(alias)).not.toContain('same architecture as')
  })

  it('put computed plans that rank below for the same reason on one line', () => {
    const decision = decide(
      wanting('Qwen/Qwen3-32B', { gpuCount: 1 }),
      knowing(sandboxHardware, [qwen, recipe('other', { modelId: 'Qwen/Qwen3-32B', type: 'preview' })]),
    )
    const text = planText({
      kind: 'AIMEndpoint',
      name: 'x',
      decision,
      alternatives: [],
      creates: [],
      hardware: 'test',
    })
    expect(text).toMatch(/other on 1 GPU +preview, qwen3-32b-mi300x-bf16 is optimized/)
    expect(text).toMatch(/ and \d+ more +computed, qwen3-32b-mi300x-bf16 is optimized/)
  })
})
