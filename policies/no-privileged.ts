/**
 * No container is privileged.
 * @module
 */
import { everyContainer } from './cel/names.ts'
import { fieldAt } from './json.ts'
import { isGpuWorkload } from './ours.ts'
import type { Policy } from './policy.ts'

export const noPrivileged: Policy = {
  id: 'no-privileged',
  title: 'No privileged containers',
  why: 'A privileged container owns its node; the device plugin mounts /dev/kfd and /dev/dri, so GPUs need no privilege.',
  severity: 'error',
  appliesTo: isGpuWorkload,
  check: ({ pods }) =>
    pods.flatMap(({ containers }) =>
      containers
        .filter(({ value }) => fieldAt(value, 'securityContext', 'privileged') === true)
        .map(({ path }) => ({
          path: `${path}.securityContext.privileged`,
          message: 'the container is privileged',
          fix: 'leave it out: the device plugin gives the container its GPUs',
        })),
    ),
  cel: {
    keeps: (names) => everyContainer(names, '!c.?securityContext.?privileged.orValue(false)'),
    message: 'the container is privileged; leave it out: the device plugin gives the container its GPUs',
  },
}
