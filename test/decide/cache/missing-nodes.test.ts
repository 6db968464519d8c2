import { expect, it } from 'vitest'
import { parseCache } from '../../../src/api/caches.ts'
import { missingNodes } from '../../../src/decide/cache/missing-nodes.ts'
import { formatFieldError } from '../../../src/vocabulary/field-error.ts'
import { cluster, nodes } from '../builders.ts'

const three = cluster(nodes('MI300X', 1), nodes('MI355X', 2))
function told(nodeGroup: object, hardware: typeof three | 'unknown' = three) {
  const { request, errors } = parseCache('AIMCache', {
    apiVersion: 'aim.engine.amd.com/v1alpha1',
    kind: 'AIMCache',
    metadata: { name: 'models' },
    spec: { modelId: 'a/b', nodeGroup },
  })
  if (request === undefined) throw new Error(JSON.stringify(errors))
  return missingNodes(request.intent, request.paths, hardware === 'unknown' ? undefined : hardware).map(
    formatFieldError,
  )
}

it('tells of copies on more nodes than there are, with the numbers', () => {
  expect(told({ storageClass: 'disks', replicas: 5 })).toEqual([
    'spec.nodeGroup.replicas: is 5, and 3 nodes with AMD GPUs are here now: the others wait',
  ])
  expect(told({ storageClass: 'disks', replicas: 2 }, cluster(nodes('MI300X', 1)))[0]).toContain(
    '1 node with',
  )
})

it('tells nothing of enough nodes, of all of them, of labelled ones, and of copies that are not made', () => {
  const quiet = [
    { storageClass: 'disks', replicas: 3 },
    { storageClass: 'disks' },
    { storageClass: 'disks', replicas: 9, nodeSelector: { pool: 'a' } },
    { replicas: 9 },
  ]
  expect(quiet.flatMap((group) => told(group))).toEqual([])
  expect(told({ storageClass: 'disks', replicas: 9 }, 'unknown')).toEqual([])
})
