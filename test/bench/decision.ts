/**
 * One admission decision: 60 candidates on a snapshot, every intent another, one core. Nothing of a decision is remembered for the next;
 * what belongs to the snapshot (its recipes by model, its kinds of hardware) is worked out once, as in a webhook process.
 * @module
 */
import type { IntentRequest } from '../../src/api/intent.ts'
import { optionsOf } from '../../src/decide/candidates/all.ts'
import { knownTargets } from '../../src/decide/candidates/known-targets.ts'
import { wishOf } from '../../src/decide/candidates/wish.ts'
import type { DecisionContext } from '../../src/decide/context.ts'
import { decide } from '../../src/decide/decide.ts'
import { rule } from '../../src/decide/ruling.ts'
import { cluster, configuration, knowing, nodes, recipe, wanting } from '../decide/builders.ts'

const models = [
  'Qwen/Qwen3-32B',
  'meta-llama/Llama-3.3-70B-Instruct',
  'Qwen/Qwen3-8B',
  'microsoft/phi-4',
  'google/gemma-3-27b-it',
  'mistralai/Mistral-Large-Instruct-2407',
]

/** Per model: two precisions on three accelerators with four counts each, and a preview on two; computed plans come on top. */
const recipes = models.flatMap((modelId) => [
  ...['MI300X', 'MI325X', 'MI355X'].flatMap((hardware) =>
    (['bf16', 'fp8'] as const).map((precision) =>
      recipe(`${modelId}-${hardware}-${precision}`.toLowerCase().replaceAll('/', '-'), {
        modelId,
        hardware,
        precision,
        performance: { expectedTokensPerSecond: 1000 + hardware.length },
      }),
    ),
  ),
  recipe(`${modelId}-preview`.toLowerCase().replaceAll('/', '-'), {
    modelId,
    type: 'preview',
    configurations: [configuration(1), configuration(2)],
  }),
])

const hardware = cluster(
  nodes('MI300X', 4, { free: [8, 3, 0, 0], holders: 12 }),
  nodes('MI325X', 2),
  nodes('MI355X', 2),
  nodes('MI250', 3),
  nodes('MI300X', 1, { gpus: 64, partition: 'cpx_nps4' }),
)

const context: DecisionContext = knowing(hardware, recipes)

/** Distinct intents, as people write them: a length, a batch, sometimes a count. */
function requestOf(i: number): IntentRequest {
  return wanting(models[i % models.length] ?? '', {
    maxModelLen: 4096 + i,
    engineArgs: [`--max-num-seqs=${64 + (i % 512)}`, '--enable-prefix-caching'],
  })
}

const refusedOf = (i: number): IntentRequest =>
  wanting('meta-llama/Llama-3.1-405B-Instruct', { gpuCount: 1, precision: 'fp8', maxModelLen: 4096 + i })

const rounds = 4000

/** Microseconds of each run, ascending, after a warm-up of as many runs. */
function measure(run: (i: number) => unknown): Float64Array {
  for (let i = 0; i < rounds; i++) run(i)
  const times = new Float64Array(rounds)
  for (let i = 0; i < rounds; i++) {
    const start = process.hrtime.bigint()
    run(rounds + i)
    times[i] = Number(process.hrtime.bigint() - start) / 1000
  }
  return times.sort()
}

const at = (times: Float64Array, share: number) => times[Math.floor(times.length * share)] ?? Number.NaN

const document = JSON.stringify({ recipes, hardware })
const baseline = at(
  measure(() => JSON.parse(document)),
  0.5,
)

const wish = wishOf(requestOf(0), context)
const candidates = optionsOf(wish, context.recipes, knownTargets(hardware)).options.length
console.log(
  `${candidates} candidates, ${recipes.length} recipes, ${hardware.shapes.length} shapes; JSON.parse of that snapshot ${baseline.toFixed(0)} µs`,
)

const line = (name: string, run: (i: number) => unknown) => {
  const times = measure(run)
  const [median, p99] = [at(times, 0.5), at(times, 0.99)]
  console.log(
    `${name.padEnd(44)} median ${median.toFixed(0).padStart(5)} µs   99 % ${p99.toFixed(0).padStart(5)} µs   ${(median / baseline).toFixed(2)} of JSON.parse`,
  )
}

line('admission: decide and rule', (i) => rule(decide(requestOf(i), context), 'warn'))
line('decide, with every rejection explained', (i) => decide(requestOf(i), context).explain())
line('refusal, with its advice', (i) => rule(decide(refusedOf(i), context), 'warn'))
