/**
 * A webhook like a service mesh's: a proxy in front of the containers, a variable in each of them, a volume in front of the volumes.
 * @module
 */
import type { KubeObject } from '../../../src/kube/types.ts'

interface Named {
  readonly name: string
}
interface PodSpec {
  readonly containers: readonly (Named & { readonly env?: readonly Named[] })[]
  readonly volumes?: readonly Named[]
}
interface Review {
  readonly request: { readonly uid: string; readonly object: KubeObject }
}

const has = (list: readonly Named[] | undefined, name: string) => list?.some((one) => one.name === name)

/** Puts an item in front of a list that may not be there. */
function inFront(list: readonly unknown[] | undefined, path: string, value: object) {
  return list === undefined ? { op: 'add', path, value: [value] } : { op: 'add', path: `${path}/0`, value }
}

/** The patch for a Pod, or for something with a pod template; empty where everything was injected. */
function patchFor(object: KubeObject): readonly object[] {
  const isPod = object.kind === 'Pod'
  const at = isPod ? '/spec' : '/spec/template/spec'
  const { spec } = (
    isPod ? object : (object as unknown as { readonly spec: { readonly template: unknown } }).spec.template
  ) as { readonly spec: PodSpec }
  const { containers, volumes } = spec
  const variable = { name: 'MESH', value: 'on' }
  const proxy = { name: 'proxy', image: 'registry.example/proxy:1', env: [variable] }
  return [
    ...containers.flatMap(({ env }, i) =>
      has(env, variable.name) ? [] : [inFront(env, `${at}/containers/${i}/env`, variable)],
    ),
    ...(has(containers, proxy.name) ? [] : [inFront(containers, `${at}/containers`, proxy)]),
    ...(has(volumes, 'mesh') ? [] : [inFront(volumes, `${at}/volumes`, { name: 'mesh', emptyDir: {} })]),
  ]
}

export function injectMesh({ request: { uid, object } }: Review): object {
  const patch = patchFor(object)
  const change = { patchType: 'JSONPatch', patch: Buffer.from(JSON.stringify(patch)).toString('base64') }
  const response = { uid, allowed: true, ...(patch.length === 0 ? {} : change) }
  return { apiVersion: 'admission.k8s.io/v1', kind: 'AdmissionReview', response }
}
