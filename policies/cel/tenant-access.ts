/**
 * What only the API server can tell at admission: whether who writes an endpoint or a GPUWorkload could use its ServiceAccount and
 * Secrets without us.
 * Who may create pods in a namespace may use all of them; who may not needs the right to each. `tenant-references` holds the same
 * references against the platform's lists, where it has any.
 * @module
 */
import { aimEndpointKind } from '../../src/api/aim/endpoint-kind.ts'
import { gpuWorkloadKind } from '../../src/api/warp/workload-kind.ts'
import type { CelKind } from '../policy.ts'
import type { CelNames } from './names.ts'

const resource = (name: string) => `authorizer.group('').resource('${name}').namespace(request.namespace)`

/**
 * Whether the user may get all of a list of Secrets. An expression has room for two questions to the authorizer, so several Secrets are
 * one question: about all there are.
 */
export function mayGetSecrets(list: string): string {
  const secret = `(s.all(n, n == s[0]) ? ${resource('secrets')}.name(s[0]) : ${resource('secrets')})`
  return `[${list}].all(s, s.size() == 0 || ${secret}.check('get').allowed())`
}

function keeps({ object }: CelNames): string {
  const spec = `${object}.spec`
  const secrets = [
    `(has(${spec}.hubTokenSecret) ? [${spec}.hubTokenSecret.name] : [])`,
    `${spec}.?env.orValue([]).filter(e, e.?valueFrom.?secretKeyRef.?name.hasValue()).map(e, e.valueFrom.secretKeyRef.name)`,
    // of a GPUWorkload the image is a text
    `(${object}.kind == '${aimEndpointKind.kind}' && has(${spec}.image) ? ${spec}.image.?pullSecrets.orValue([]) : [])`,
  ].join(' + ')
  const account = `${spec}.?security.?serviceAccount`
  const isOwn = `${account}.?create.orValue(false) || ${account}.?name.orValue('default') == 'default'`
  return [
    'variables.mayCreatePods',
    `((${isOwn}) || ${resource('serviceaccounts')}.name(${account}.?name.orValue('')).check('impersonate').allowed())` +
      ` && ${mayGetSecrets(secrets)}`,
  ].join(' || ')
}

/** The right to create pods, asked once. */
export const mayCreatePods = {
  name: 'mayCreatePods',
  expression: `${resource('pods')}.check('create').allowed()`,
}

const kinds: readonly CelKind[] = [aimEndpointKind, gpuWorkloadKind].map(({ group, version, plural }) => ({
  group,
  versions: [version.name],
  resource: plural,
}))

export const tenantAccess = {
  id: 'tenant-access',
  title: 'Only ServiceAccounts and Secrets that the user could use without fitgate',
  cel: {
    kinds,
    everyObject: true,
    variables: [mayCreatePods],
    keeps,
    message:
      'it names a ServiceAccount or Secret that you may not use yourself; ask for the right to create pods, to impersonate the account or to get the Secret',
  },
} as const
