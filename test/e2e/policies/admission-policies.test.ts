/**
 * Both twins of every static policy get the same examples: the check here, and the CEL expression in the real API server.
 */
import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { allPolicies } from '../../../policies/all.ts'
import { admissionObjects } from '../../../policies/cel/admission-policy.ts'
import { podKinds } from '../../../policies/pod-shapes.ts'
import { customResourceDefinitions } from '../../../src/api/kinds.ts'
import { createClient } from '../../../src/kube/client.ts'
import { loadKubeconfig } from '../../../src/kube/config.ts'
import { apiVersionOf, resources } from '../../../src/kube/resources.ts'
import type { KubeClient, KubeObject, ResourceType } from '../../../src/kube/types.ts'
import { applyObjects } from '../../../src/sandbox/apply-objects.ts'
import {
  batch,
  container,
  deployment,
  type Example,
  type Examples,
  endpoint,
  podSpec,
} from '../../policies/builders.ts'
import { controlPlane } from '../control-plane.ts'

let client: KubeClient
/** Somebody who may do what roles let him, and is no controller. */
const tenant = 'tenant'
let asTenant: KubeClient

const twins = [...admissionObjects(allPolicies)]
const generated = twins.flatMap(([, objects]) => objects) as KubeObject[]
const onlyStatic = ({ onlyHere }: Example) => onlyHere !== true

const type = (group: string, version: string, plural: string, kind: string, namespaced = true) => ({
  group,
  version,
  plural,
  kind,
  namespaced,
})
const admission = (plural: string, kind: string) =>
  type('admissionregistration.k8s.io', 'v1', plural, kind, false)
const policyType = admission('validatingadmissionpolicies', 'ValidatingAdmissionPolicy')
const bindingType = admission('validatingadmissionpolicybindings', 'ValidatingAdmissionPolicyBinding')

const types: readonly ResourceType[] = [
  ...podKinds.map(({ group, version, resource, kind }) => type(group, version, resource, kind)),
  resources.aimEndpoint,
  type('policy', 'v1', 'poddisruptionbudgets', 'PodDisruptionBudget'),
]

function typeOf({ kind }: KubeObject): ResourceType {
  const found = types.find((each) => each.kind === kind)
  if (found === undefined) throw new Error(`no resource for ${kind}`)
  return found
}

/** What the API server says to a creation that is not kept: `undefined` when it takes it. */
async function refusalOf(namespace: string, object: unknown): Promise<string | undefined> {
  const there = structuredClone(object) as KubeObject
  Object.assign(there.metadata, { namespace })
  try {
    await client.create(typeOf(there), there, { dryRun: true })
    return undefined
  } catch (error) {
    return String(error)
  }
}

/** A binding that refuses, in one namespace: the API server tells of one policy at a time. */
const bindingIn = (namespace: string, id: string) => ({
  apiVersion: 'admissionregistration.k8s.io/v1',
  kind: 'ValidatingAdmissionPolicyBinding',
  metadata: { name: namespace },
  spec: {
    policyName: `${id}.fitgate.dev`,
    validationActions: ['Deny'],
    matchResources: { namespaceSelector: { matchLabels: { 'kubernetes.io/metadata.name': namespace } } },
  },
})

const setNamespace = (name: string, policies: string | undefined) =>
  client.apply(resources.namespace, {
    apiVersion: 'v1',
    kind: 'Namespace',
    metadata: { name, labels: policies === undefined ? {} : { 'fitgate.dev/policies': policies } },
  })

/** Waits for what the API server is bound to notice in a moment. */
async function eventually(what: string, holds: () => Promise<boolean>): Promise<void> {
  const end = performance.now() + 20_000
  while (!(await holds())) {
    if (performance.now() > end) throw new Error(`waited in vain: ${what}`)
    await new Promise((resolve) => setTimeout(resolve, 50))
  }
}

/** A role of the tenant's. */
async function grantIn(namespace: string, name: string, rules: readonly object[]): Promise<void> {
  const rbac = (plural: string, kind: string) => type('rbac.authorization.k8s.io', 'v1', plural, kind)
  const apiVersion = 'rbac.authorization.k8s.io/v1'
  const role = { apiVersion, kind: 'Role', metadata: { name, namespace }, rules }
  const roleRef = { apiGroup: 'rbac.authorization.k8s.io', kind: 'Role', name }
  const subjects = [{ apiGroup: 'rbac.authorization.k8s.io', kind: 'User', name: tenant }]
  await client.apply(rbac('roles', 'Role'), role)
  const binding = { apiVersion, kind: 'RoleBinding', metadata: { name, namespace }, roleRef, subjects }
  await client.apply(rbac('rolebindings', 'RoleBinding'), binding)
}

const namespaceOf = (id: string) => `policy-${id}`
const modes = 'policy-modes'

beforeAll(async () => {
  const source = await loadKubeconfig(controlPlane.kubeconfig)
  client = createClient(source)
  asTenant = createClient({
    server: source.server,
    async options() {
      const options = await source.options()
      return { ...options, headers: { ...options.headers, 'Impersonate-User': tenant } }
    },
  })
  const groups = await readFile(join(controlPlane.manifestDir, 'leaderworkerset-crds.json'), 'utf8')
  const definitions = [...customResourceDefinitions(), ...JSON.parse(groups)] as KubeObject[]
  await applyObjects(client, [...definitions, ...generated])
  await setNamespace(modes, undefined)
  for (const [id] of twins) {
    await setNamespace(namespaceOf(id), 'off')
    await client.apply(bindingType, bindingIn(namespaceOf(id), id))
  }
}, 120_000)

afterAll(async () => {
  for (const { kind, metadata } of generated)
    await client.delete(kind === policyType.kind ? policyType : bindingType, { name: metadata.name })
  for (const [id] of twins) await client.delete(bindingType, { name: namespaceOf(id) })
  for (const name of [modes, ...twins.map(([id]) => namespaceOf(id))])
    await client.delete(resources.namespace, { name })
  client.close()
  asTenant.close()
})

it.each(allPolicies.filter(({ cel }) => cel !== undefined).map(({ id }) => [id]))(
  '%s answers in CEL as it does here',
  async (id) => {
    const { examples } = (await import(`../../policies/${id}.examples.ts`)) as { readonly examples: Examples }
    const namespace = namespaceOf(id)
    const isDenied = (refusal: string | undefined) => refusal?.includes(`'${id}.fitgate.dev'`) ?? false
    const first = examples.bad.find((example) => onlyStatic(example) && !example.invalid)
    await eventually('a refusal', async () => isDenied(await refusalOf(namespace, first?.object)))
    for (const { says, object } of examples.good.filter(onlyStatic))
      expect(await refusalOf(namespace, object), says).toBeUndefined()
    for (const { says, object, invalid } of examples.bad.filter(onlyStatic)) {
      const refusal = await refusalOf(namespace, object)
      expect(invalid ? refusal !== undefined : isDenied(refusal), `${says}: ${refusal}`).toBe(true)
    }
  },
)

describe('what a tenant may hand to the pods of an endpoint', () => {
  const namespace = namespaceOf('tenant-access')

  const grant = (name: string, rules: readonly object[]) => grantIn(namespace, name, rules)
  const refusal = async (spec: Readonly<Record<string, unknown>>) => {
    const object = structuredClone(endpoint(spec))
    Object.assign(object.metadata, { namespace })
    return asTenant
      .create(resources.aimEndpoint, object as KubeObject, { dryRun: true })
      .then(() => undefined, String)
  }

  beforeAll(async () => {
    await grant('endpoints', [
      { apiGroups: ['aim.engine.amd.com'], resources: ['aimendpoints'], verbs: ['*'] },
    ])
  })

  it('is not a Secret through a GPUWorkload', async () => {
    await grant('workloads', [{ apiGroups: ['gpu.warp.dev'], resources: ['gpuworkloads'], verbs: ['*'] }])
    const attempt = (by: KubeClient) => {
      const secretKeyRef = { name: 'other', key: 'token' }
      const spec = { image: 'rocm/vllm:v1', env: [{ name: 'HF_TOKEN', valueFrom: { secretKeyRef } }] }
      const object = structuredClone(batch(spec))
      Object.assign(object.metadata, { namespace })
      return by
        .create(resources.gpuWorkload, object as KubeObject, { dryRun: true })
        .then(() => undefined, String)
    }
    await eventually('a refusal', async () => (await attempt(asTenant))?.includes('tenant-access') ?? false)
    expect(await attempt(client)).toBeUndefined()
  })

  it('is what it could use itself', async () => {
    const billing = { hubTokenSecret: { name: 'billing' } }
    const admin = { security: { serviceAccount: { name: 'admin' } } }
    const two = { ...billing, image: { repository: 'rocm/vllm', tag: 'v1', pullSecrets: ['registry'] } }
    await eventually('a refusal', async () => (await refusal(billing))?.includes('tenant-access') ?? false)
    expect(await refusal({})).toBeUndefined()
    expect(await refusal(admin)).toContain('may not use yourself')

    await grant('billing', [
      { apiGroups: [''], resources: ['secrets'], resourceNames: ['billing'], verbs: ['get'] },
    ])
    await eventually('one Secret', async () => (await refusal(billing)) === undefined)
    expect(await refusal(two)).toContain('may not use yourself')

    await grant('pods', [{ apiGroups: [''], resources: ['pods'], verbs: ['create'] }])
    await eventually(
      'everything that pods may use',
      async () => (await refusal({ ...two, ...admin })) === undefined,
    )
  })
})

describe('Secrets that a cache hands to its downloads', () => {
  const namespace = namespaceOf('cache-access')
  const attempt = (type: ResourceType, spec: object) =>
    asTenant
      .create(
        type,
        { apiVersion: apiVersionOf(type), kind: type.kind, metadata: { name: 'models', namespace }, spec },
        { dryRun: true },
      )
      .then(() => undefined, String)

  it('are those that its writer may read', async () => {
    await grantIn(namespace, 'caches', [
      { apiGroups: ['aim.engine.amd.com', 'inference.ai'], resources: ['*'], verbs: ['*'] },
    ])
    const billing = { name: 'billing' }
    const shared = () => attempt(resources.aimCache, { modelId: 'a/b', hubTokenSecret: billing })
    const elsewhere = { url: 'https://elsewhere.example/a.list', credentialsSecret: 'billing' }
    const own = () => attempt(resources.aimCache, { models: [{ id: 'a/b', source: elsewhere }] })
    const source = { s3: { bucket: 'models', credentialsSecret: 'registry' } }
    const other = () => attempt(resources.modelCache, { modelName: 'a/b', source })
    await eventually('a refusal', async () => (await shared())?.includes('may not read') ?? false)
    expect(await own()).toContain('may not read yourself')
    expect(await other()).toContain('may not read yourself')
    expect(await attempt(resources.aimCache, { modelId: 'a/b' })).toBeUndefined()
    await grantIn(namespace, 'billing', [
      { apiGroups: [''], resources: ['secrets'], resourceNames: ['billing'], verbs: ['get'] },
    ])
    await eventually('one Secret', async () => (await shared()) === undefined && (await own()) === undefined)
    expect(await other()).toContain('may not read yourself')
  })
})

describe('the generated bindings', () => {
  const broken = deployment(podSpec([container({ securityContext: { privileged: true } })]))
  const isRefused = async () => (await refusalOf(modes, broken)) !== undefined

  it('warn until a namespace asks for refusals, and let an object be that was broken before', async () => {
    expect(await isRefused()).toBe(false)
    const there = { ...structuredClone(broken), metadata: { name: 'before', namespace: modes } }
    await client.create(resources.deployment, there as KubeObject)
    await setNamespace(modes, 'enforce')
    await eventually('a refusal where the label says enforce', isRefused)

    const change = (name: string, spec: unknown) =>
      client.patch(resources.deployment, { namespace: modes, name }, 'merge', { spec })
    await expect(change('before', { replicas: 2 })).resolves.toBeDefined()
    const fine = { ...structuredClone(deployment()), metadata: { name: 'fine', namespace: modes } }
    await client.create(resources.deployment, fine as KubeObject)
    await expect(change('fine', { template: { spec: { hostNetwork: true } } })).rejects.toThrow('hostNetwork')

    await setNamespace(modes, 'off')
    await eventually('no refusal where the label says off', async () => !(await isRefused()))
  })

  it('do not judge what a controller makes of a judged object', async () => {
    await setNamespace(modes, 'enforce')
    await eventually('a refusal', isRefused)
    const owner = {
      apiVersion: 'apps/v1',
      kind: 'ReplicaSet',
      name: 'chat-1',
      uid: 'uid-1',
      controller: true,
    }
    const made = {
      apiVersion: 'v1',
      kind: 'Pod',
      metadata: { name: 'made' },
      spec: broken.spec.template.spec,
    }
    expect(await refusalOf(modes, made)).toContain('privileged')
    const owned = { ...made, metadata: { name: 'made', namespace: modes, ownerReferences: [owner] } }
    expect(await refusalOf(modes, owned)).toBeUndefined()
    // anybody may write an owner: it counts from those who make objects of others
    await grantIn(modes, 'pods', [{ apiGroups: [''], resources: ['pods'], verbs: ['create'] }])
    await eventually('a refusal by the policies alone', async () => {
      const refusal = await asTenant
        .create(resources.pod, owned as KubeObject, { dryRun: true })
        .then(() => '', String)
      return refusal.includes('privileged')
    })
  })
})
