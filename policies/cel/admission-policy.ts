/**
 * ValidatingAdmissionPolicies and their bindings from the CEL twins.
 *
 * They judge what the webhooks judge: what asks for AMD GPUs or is ours, not what a controller makes of it, not what is on its way
 * out, and not an update that leaves the spec alone or breaks the rule no more than before. Like the webhooks of an installation
 * they start with warnings; a namespace with the label `fitgate.dev/policies: enforce` gets refusals, `off` neither.
 * @module
 */
import { aimEndpointKind } from '../../src/api/aim/endpoint-kind.ts'
import { labels, prefix } from '../../src/vocabulary/names.ts'
import { accountsIn, judgedOwners, makers } from '../made-by.ts'
import { podKinds } from '../pod-shapes.ts'
import type { CelKind, CelTwin, Policy } from '../policy.ts'
import { cacheAccess } from './cache-access.ts'
import { tenantAccess } from './tenant-access.ts'
import { celBefore, celNow, celVariables } from './variables.ts'

/** Label of a namespace that says what the admission policies do there. */
export const policiesLabel = `${prefix}/policies`

const api = 'admissionregistration.k8s.io/v1'
const common = { [labels.managedBy]: 'fitgate', [labels.component]: 'policies' }

/** Everything that has pods, and AIMEndpoint. */
const everyKind: readonly CelKind[] = [
  ...podKinds.map(({ group, version, resource }) => ({ group, versions: [version], resource })),
  {
    group: aimEndpointKind.group,
    versions: [aimEndpointKind.version.name],
    resource: aimEndpointKind.plural,
  },
]

/** `made-by.ts` in CEL. */
const byMaker = [
  `'${makers.group}' in request.userInfo.groups`,
  ...makers.users.map((user) => `request.userInfo.username == '${user}'`),
  ...makers.accountsOf.map((namespace) => `request.userInfo.username.startsWith('${accountsIn(namespace)}')`),
].join(' || ')

const matchConditions = [
  {
    name: 'stays',
    expression: '!has(object.metadata.deletionTimestamp)',
  },
  {
    name: 'is-new-or-changed',
    expression: "request.operation != 'UPDATE' || object.spec != oldObject.spec",
  },
  {
    name: 'is-not-made-of-another',
    expression: `!(${byMaker}) || !object.metadata.?ownerReferences.orValue([]).exists(o, o.?controller.orValue(false) && (o.apiVersion + ' ' + o.kind) in ${JSON.stringify(judgedOwners)})`,
  },
]

function rulesOf(kinds: readonly CelKind[]) {
  return kinds.map(({ group, versions, resource }) => ({
    apiGroups: [group],
    apiVersions: versions,
    operations: ['CREATE', 'UPDATE'],
    resources: [resource],
  }))
}

/** What an admission policy is called after. */
type Titled = Pick<Policy, 'id' | 'title'>

/** The policy object of a twin. */
export function admissionPolicy({ id, title }: Titled, twin: CelTwin) {
  const keeps = twin.keeps(celNow)
  const kept = twin.keeps(celBefore)
  const text = `${keeps} ${kept}`
  return {
    apiVersion: api,
    kind: 'ValidatingAdmissionPolicy',
    metadata: { name: `${id}.${prefix}`, labels: common, annotations: { [`${prefix}/title`]: title } },
    spec: {
      // a rule that cannot be evaluated holds nobody up
      failurePolicy: 'Ignore',
      matchConstraints: { resourceRules: rulesOf(twin.kinds ?? everyKind) },
      matchConditions,
      variables: [
        ...(twin.everyObject ? [] : celVariables.filter(({ name }) => isUsed(name, text))),
        ...(twin.variables ?? []),
        { name: 'keeps', expression: twin.everyObject ? keeps : `!variables.ours || (${keeps})` },
        { name: 'kept', expression: `request.operation != 'UPDATE' || (${kept})` },
      ],
      validations: [
        { expression: 'variables.keeps || !variables.kept', message: `fitgate: ${twin.message}` },
      ],
      // an empty text is left out
      auditAnnotations: [{ key: 'policies', valueExpression: `variables.keeps ? '' : '${id}'` }],
    },
  }
}

/** Variables refer to those before them: `ours` needs the containers, these the specs. */
function isUsed(name: string, text: string): boolean {
  if (name === 'ours' || name === 'newSpecs' || name === 'newContainers') return true
  if (name === 'oldSpecs' || name === 'oldContainers') return text.includes('variables.old')
  return text.includes(`variables.${name}`)
}

const systemNamespaces = ['kube-system', 'kube-public', 'kube-node-lease', 'fitgate-system']

function bindingOf(id: string, suffix: string, actions: readonly string[], label: object) {
  return {
    apiVersion: api,
    kind: 'ValidatingAdmissionPolicyBinding',
    metadata: { name: `${id}-${suffix}.${prefix}`, labels: common },
    spec: {
      policyName: `${id}.${prefix}`,
      validationActions: actions,
      matchResources: {
        namespaceSelector: {
          matchExpressions: [
            { key: 'kubernetes.io/metadata.name', operator: 'NotIn', values: systemNamespaces },
            label,
          ],
        },
      },
    },
  }
}

/** Warning by default, refusing where the namespace's label says so. */
export function admissionBindings({ id }: Titled) {
  return [
    bindingOf(id, 'warn', ['Warn', 'Audit'], {
      key: policiesLabel,
      operator: 'NotIn',
      values: ['enforce', 'off'],
    }),
    bindingOf(id, 'enforce', ['Deny'], { key: policiesLabel, operator: 'In', values: ['enforce'] }),
  ]
}

/** Id → its objects, for every rule that the API server can hold by itself: the twins, and what only it can tell. */
export function admissionObjects(policies: readonly Policy[]): ReadonlyMap<string, readonly object[]> {
  return new Map(
    [...policies, tenantAccess, cacheAccess].flatMap((policy) =>
      policy.cel === undefined
        ? []
        : [[policy.id, [admissionPolicy(policy, policy.cel), ...admissionBindings(policy)]] as const],
    ),
  )
}
