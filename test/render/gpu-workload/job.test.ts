import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { parseGPUWorkload, toIntentRequest } from '../../../src/api/warp/workload.ts'
import { decide } from '../../../src/decide/decide.ts'
import { jobName, renderJob } from '../../../src/render/gpu-workload/job.ts'
import { letGo } from '../../../src/render/gpu-workload/let-go.ts'
import { isDnsLabel } from '../../../src/vocabulary/names.ts'
import { knowing, sandboxHardware } from '../../decide/builders.ts'
import { recipes } from '../builders.ts'

const uid = '01234567-89ab-cdef-0123-456789abcdef'

function workload(spec: object, name = 'batch') {
  const { workload, errors } = parseGPUWorkload({ metadata: { name, namespace: 'team', uid }, spec })
  if (workload === undefined) throw new Error(JSON.stringify(errors))
  return workload
}

const plain = workload({ modelName: 'Qwen/Qwen3-8B', gpuCount: 4 })
const { chosen } = decide(toIntentRequest(plain), knowing(sandboxHardware, recipes))
if (chosen === undefined) throw new Error('nothing was chosen')
const { candidate } = chosen
const job = (spec: object) =>
  renderJob({ workload: workload(spec), candidate, name: jobName(workload(spec), 0) })

describe('the Job of a GPUWorkload', () => {
  it('asks for the exact number of GPUs, request and limit, and tries once', () => {
    const { spec, metadata } = job({ modelName: 'Qwen/Qwen3-8B', gpuCount: 4 })
    expect(metadata.name).toBe('batch-job-01234567')
    expect(spec).toMatchObject({
      suspend: true,
      backoffLimit: 0,
      ttlSecondsAfterFinished: 86_400,
      template: {
        metadata: {
          labels: { app: 'Qwen_Qwen3-8B', 'gpu.warp.dev/workload': 'batch', 'fitgate.dev/reservation': uid },
        },
        spec: {
          restartPolicy: 'Never',
          containers: [
            { resources: { requests: { [candidate.resource]: '4' }, limits: { [candidate.resource]: '4' } } },
          ],
        },
      },
    })
  })

  it('is let go by one patch that names the node in every term, never by nodeName', () => {
    const { spec } = job({ modelName: 'Qwen/Qwen3-8B', gpuCount: 4 })
    const { affinity } = (spec as { template: { spec: { affinity: Parameters<typeof letGo>[0] } } }).template
      .spec
    const patch = JSON.stringify(letGo(affinity, 'n1'))
    expect(patch).toContain('"suspend":false')
    expect(JSON.stringify(spec) + patch).not.toContain('nodeName')
    const terms = patch.match(/"matchExpressions"/g)?.length
    expect(terms).toBeGreaterThan(0)
    expect(
      patch.match(/"matchFields":\[\{"key":"metadata.name","operator":"In","values":\["n1"\]\}\]/g),
    ).toHaveLength(terms ?? 0)
    expect(JSON.stringify(letGo(undefined, 'n1'))).toContain('"n1"')
  })

  it('runs a program of the user as it is, with the two variables of upstream', () => {
    const { spec } = job({
      modelName: 'my model',
      gpuCount: 4,
      image: 'busybox',
      command: ['sh', '-c', 'true'],
    })
    expect(spec).toMatchObject({
      template: {
        spec: {
          containers: [
            {
              image: 'busybox',
              command: ['sh', '-c', 'true'],
              env: [
                { name: 'MODEL_NAME', value: 'my model' },
                { name: 'GPU_COUNT', value: '4' },
              ],
            },
          ],
        },
      },
    })
  })

  it('has a name that is a DNS label, another for every attempt', () => {
    const names = fc.stringMatching(/^[a-z0-9]([a-z0-9.-]{0,200}[a-z0-9])?$/)
    fc.assert(
      fc.property(names, fc.uniqueArray(fc.nat(10), { minLength: 2 }), (name, attempts) => {
        const made = attempts.map((attempt) => jobName(workload(plain.spec, name), attempt))
        return made.every(isDnsLabel) && new Set(made).size === attempts.length
      }),
    )
  })
})
