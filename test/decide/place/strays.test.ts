import { describe, expect, it } from 'vitest'
import type { NodeTerm } from '../../../src/api/intent.ts'
import { decide } from '../../../src/decide/decide.ts'
import { strayNote } from '../../../src/decide/place/strays.ts'
import type { Hardware } from '../../../src/inventory/hardware.ts'
import { cluster, knowing, nodes, wanting } from '../builders.ts'

const inZone: NodeTerm = {
  matchExpressions: [{ key: 'topology.kubernetes.io/zone', operator: 'In', values: ['a'] }],
}

function noted(hardware: Hardware, affinity: readonly NodeTerm[] | undefined) {
  const request = wanting('Qwen/Qwen3-32B', {
    maxModelLen: 8192,
    ...(affinity === undefined ? {} : { affinity }),
  })
  const { chosen, alsoOn } = decide(request, knowing(hardware))
  if (chosen === undefined) throw new Error('nothing was chosen')
  return strayNote(request, chosen.candidate, alsoOn?.() ?? [], hardware)
}

describe('an affinity of one’s own', () => {
  const mixed = cluster(nodes('MI300X', 1), nodes('MI325X', 1), nodes('MI210', 1), nodes('MI250X', 1))

  it('that leaves open where the plan does not fit is told, with what to add', () => {
    expect(noted(mixed, [inZone])).toEqual({
      path: 'spec.affinity.nodeAffinity',
      message: 'leaves MI210, MI250X open, which this plan is not for',
      fix: expect.stringMatching(
        /^add to each term amd\.com\/gpu\.device-id In \[[0-9a-f, ]*74a1[0-9a-f, ]*\]$/,
      ),
    })
  })

  it('is fine where it names devices, or all there are will do; without one, ours is added', () => {
    const named: NodeTerm = {
      matchExpressions: [{ key: 'amd.com/gpu.device-id', operator: 'In', values: ['74a1'] }],
    }
    expect(noted(mixed, [named])).toBeUndefined()
    expect(noted(mixed, undefined)).toBeUndefined()
    expect(noted(cluster(nodes('MI300X', 1), nodes('MI325X', 1)), [inZone])).toBeUndefined()
  })

  it('tells partitions of the very device from the whole one', () => {
    const { resource, ...whole } = nodes('MI300X', 1)
    // of the plugin's naming strategies, the one by which all are called alike
    const parts = { ...nodes('MI300X', 1, { partition: 'cpx_nps4' }), resource }
    const parted = cluster({ resource, ...whole }, parts)
    const note = noted(parted, [inZone])
    expect(note?.message).toBe('leaves MI300X in cpx_nps4 open, which this plan is not for')
    expect(note?.fix).toMatch(/amd\.com\/gpu\.compute-memory-partition NotIn \[.*cpx_nps4/)
  })
})
