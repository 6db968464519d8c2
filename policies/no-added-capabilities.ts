/**
 * No capabilities but the one that RDMA needs.
 * @module
 */
import { formatPath } from '../src/api/field-path.ts'
import { scalarText } from '../src/vocabulary/scalar-text.ts'
import { everyContainer, literal } from './cel/names.ts'
import { fieldAt, listOf } from './json.ts'
import { isGpuWorkload } from './ours.ts'
import type { Policy } from './policy.ts'

/** RDMA registers memory that must not be swapped. */
const allowed: readonly unknown[] = ['IPC_LOCK']

export const noAddedCapabilities: Policy = {
  id: 'no-added-capabilities',
  title: 'No added capabilities beyond IPC_LOCK',
  why: 'Serving needs no capability; RDMA alone needs IPC_LOCK, and others such as SYS_PTRACE or SYS_ADMIN reach beyond the container.',
  severity: 'error',
  appliesTo: isGpuWorkload,
  check: ({ pods }) =>
    pods.flatMap(({ containers }) =>
      containers.flatMap(({ value, path }) =>
        listOf(fieldAt(value, 'securityContext', 'capabilities', 'add')).flatMap((name, index) =>
          allowed.includes(name)
            ? []
            : [
                {
                  path: formatPath(path, ['securityContext', 'capabilities', 'add', index]),
                  message: `capability ${scalarText(name)} is added (allowed: ${allowed.join(', ')})`,
                  fix: 'leave it out',
                },
              ],
        ),
      ),
    ),
  cel: {
    keeps: (names) =>
      everyContainer(
        names,
        `c.?securityContext.?capabilities.?add.orValue([]).all(a, a in ${literal(allowed)})`,
      ),
    message: `a capability other than ${allowed.join(', ')} is added; leave it out`,
  },
}
