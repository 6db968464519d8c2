import { expect, it } from 'vitest'
import { mutateWorkload } from '../../../webhooks/workload.ts'
import { cluster, nodes } from '../../decide/builders.ts'
import { context } from '../builders.ts'
import { created, creating, deployment, podOf, updating } from './builders.ts'

const nodeAffinity = {
  requiredDuringSchedulingIgnoredDuringExecution: {
    nodeSelectorTerms: [
      { matchExpressions: [{ key: 'topology.kubernetes.io/zone', operator: 'In', values: ['a'] }] },
    ],
  },
}

it('whoever writes an affinity keeps it, and is told once of nodes that it leaves open', () => {
  const given = context({ hardware: cluster(nodes('MI300X', 1), nodes('MI100', 1)) })
  const object = deployment({ pod: { affinity: { nodeAffinity } } })
  const { warnings = [] } = mutateWorkload(creating(object), given)
  expect(warnings).toHaveLength(1)
  expect(warnings[0]).toMatch(
    /^fitgate: spec\.template\.spec\.affinity\.nodeAffinity: leaves MI100 open, .*\[74a1, .*\]$/,
  )
  expect(warnings[0]?.length).toBeLessThan(256)
  const once = created(object, given)
  expect(podOf(once).affinity).toEqual({ nodeAffinity })
  expect(mutateWorkload(updating(once, once), given).warnings).toBeUndefined()
})
