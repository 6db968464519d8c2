/**
 * The opt-in security profile, `fitgate.dev/harden: "true"`: what the restricted Pod Security Standard asks for, field by field
 * where the user left one out, and the groups that own the GPU's device files, or a user other than root could not open them.
 * @module
 */
import { sameJson } from '../../vocabulary/same-json.ts'
import { renderGroups, videoGroup } from '../security.ts'
import { type Concern, isAt } from './concern.ts'
import { readAt } from './place.ts'
import type { Target } from './target.ts'

/** Any number but 0 will do: the images have no user of their own. */
const user = 1000

const podFields: Readonly<Record<string, unknown>> = {
  runAsNonRoot: true,
  runAsUser: user,
  fsGroup: user,
  supplementalGroups: [videoGroup, ...renderGroups],
  seccompProfile: { type: 'RuntimeDefault' },
}

const containerFields: Readonly<Record<string, unknown>> = {
  allowPrivilegeEscalation: false,
  capabilities: { drop: ['ALL'] },
}

function profile(
  scope: 'pod' | 'container',
  fields: Readonly<Record<string, unknown>>,
  settingsOf: (target: Target) => unknown,
): Concern {
  return {
    scope,
    writes: (steps, value) => isAt(steps, 'securityContext', '*') && sameJson(fields[steps[1] ?? ''], value),
    isOpen: (target, steps) =>
      target.workload.settings.harden && readAt(settingsOf(target), steps.slice(1)) === undefined,
    propose: () =>
      Object.entries(fields).map(([field, value]) => ({ steps: ['securityContext', field], value })),
  }
}

export const hardenedPod = profile('pod', podFields, ({ pod }) => pod.securityContext)

export const hardenedContainer = profile(
  'container',
  containerFields,
  ({ container }) => container.securityContext,
)

/** A home that the user can write: the image's belongs to root. */
const home = { name: 'HOME', value: '/tmp' }

export const hardenedHome: Concern = {
  scope: 'container',
  writes: (steps, value) => isAt(steps, 'env', 'name=HOME') && sameJson(value, home),
  isOpen: ({ workload, container }, steps) =>
    workload.settings.harden && readAt(container, steps) === undefined,
  propose: () => [{ steps: ['env', 'name=HOME'], value: home }],
}
