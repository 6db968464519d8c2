import { describe, expect, it } from 'vitest'
import { parseWorkload, toIntentRequest } from '../../../src/api/workload/workload.ts'
import { model, said } from './builders.ts'

interface Parts {
  readonly says?: object
  /** GPUs of the leader and of each worker. */
  readonly gpus?: readonly [number, number]
  readonly size?: number
}

/** What a group wants whose pods start `vllm serve` with these words; none where there are none. */
function wishOf(words: string, { says, gpus = [8, 8], size = 2 }: Parts = {}) {
  const pod = (count: number) => ({
    spec: {
      containers: [
        {
          name: 'server',
          ...(words === '' ? {} : { command: ['vllm', 'serve', model, ...words.split(' ')] }),
          ...(count === 0 ? {} : { resources: { limits: { 'amd.com/gpu': count } } }),
        },
      ],
    },
  })
  const [leader, worker] = gpus
  const { workload, errors } = parseWorkload({
    apiVersion: 'leaderworkerset.x-k8s.io/v1',
    kind: 'LeaderWorkerSet',
    metadata: { name: 'x', annotations: said({ model, ...says }) },
    spec: { leaderWorkerTemplate: { size, leaderTemplate: pod(leader), workerTemplate: pod(worker) } },
  })
  if (workload === undefined) throw new Error(JSON.stringify(errors))
  return toIntentRequest(workload)
}

describe('a group of pods', () => {
  it('is one engine on the GPUs of all its pods', () => {
    const { intent, unseen } = wishOf('-tp 8 -pp 2')
    expect(unseen).toBeUndefined()
    expect(intent).toMatchObject({ gpuCount: 16, exactGpuCount: true, distributed: { nodes: 2 } })
  })

  it('has the GPUs that its ranks need, or an annotation gives each pod, where no pod asks for any', () => {
    expect(wishOf('-tp 4 -pp 2', { gpus: [0, 0] }).intent).toMatchObject({
      gpuCount: 8,
      distributed: { nodes: 2 },
    })
    expect(wishOf('-tp 4 -pp 2', { gpus: [0, 0], says: { gpus: '8' } }).intent.gpuCount).toBe(16)
  })

  it('of one pod is a pod', () => {
    const { intent } = wishOf('-tp 8', { size: 1 })
    expect(intent.gpuCount).toBe(8)
    expect(intent).not.toHaveProperty('distributed')
  })

  it.each<[string, string, Parts, RegExp]>([
    ['nothing is written', '', {}, /nothing tells how its engine spans them/],
    ['its pods differ', '-tp 8 -pp 2', { gpus: [8, 4] }, /do not ask for the same number/],
    ['one pod is enough for the engine', '-tp 8', {}, /as large as one of them/],
    ['its ranks do not divide', '-tp 5', { gpus: [0, 0] }, /5 ranks do not divide/],
    ['its arguments are in a file', '--config /a.yaml', {}, /from \/a\.yaml/],
  ])('is not judged where %s', (_what, words, parts, why) => {
    expect(wishOf(words, parts).unseen?.why).toMatch(why)
  })

  it('says nothing of ranks and addresses that LeaderWorkerSet tells each pod', () => {
    const { intent } = wishOf('-tp 8 -pp 2 --nnodes $(LWS_GROUP_SIZE) --node-rank=$(LWS_WORKER_INDEX)')
    expect(intent.engineArgs).toEqual(['-tp', '8', '-pp', '2'])
  })
})
