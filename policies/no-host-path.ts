/**
 * No folder of the node is mounted.
 * @module
 */
import { formatPath } from '../src/api/field-path.ts'
import { field, listOf } from './json.ts'
import { isGpuWorkload } from './ours.ts'
import type { Policy } from './policy.ts'

export const noHostPath: Policy = {
  id: 'no-host-path',
  title: 'No hostPath volumes',
  why: "A hostPath lets a pod read and change its node's files, and a model that lies on one node starts on that node only.",
  severity: 'error',
  appliesTo: isGpuWorkload,
  check: ({ pods }) =>
    pods.flatMap(({ spec, path }) =>
      listOf(spec.volumes).flatMap((volume, index) => {
        const host = field(volume, 'hostPath')
        if (host === undefined || host === null) return []
        const where = field(host, 'path')
        return [
          {
            path: formatPath(path, ['volumes', index, 'hostPath']),
            message: `${typeof where === 'string' ? where : 'a folder'} of the node is mounted`,
            fix: 'use a PersistentVolumeClaim for models, an emptyDir for scratch space',
          },
        ]
      }),
    ),
  cel: {
    keeps: ({ specs }) => `${specs}.all(s, s.?volumes.orValue([]).all(v, !has(v.hostPath)))`,
    message: 'a folder of the node is mounted; use a PersistentVolumeClaim for models',
  },
}
