/** Beside somebody else who changes the same pods: an injector that puts its sidecar in front, before and after we look. */
import { afterAll, beforeAll, expect, it } from 'vitest'
import { stringify } from 'yaml'
import { kubectl } from '../../../src/cli/kubectl.ts'
import { resources } from '../../../src/kube/resources.ts'
import type { KubeObject } from '../../../src/kube/types.ts'
import { annotations } from '../../../src/vocabulary/names.ts'
import { sandboxHardware } from '../../decide/builders.ts'
import { context } from '../../webhooks/builders.ts'
import { controlPlane } from '../control-plane.ts'
import { eventually } from '../eventually.ts'
import { type Installation, install } from './installation.ts'

interface Deployment extends KubeObject {
  readonly spec: {
    readonly template: {
      readonly spec: { readonly containers: readonly { readonly name: string; readonly image: string }[] }
    }
  }
}

const namespace = 'sidecars-test'
let installed: Installation

/** The API server itself injects: no server of another webhook is needed. It runs before webhooks, and again after them. */
const policy = {
  apiVersion: 'admissionregistration.k8s.io/v1',
  kind: 'MutatingAdmissionPolicy',
  metadata: { name: 'inject-mesh' },
  spec: {
    matchConstraints: {
      namespaceSelector: { matchLabels: { mesh: 'injected' } },
      resourceRules: [
        {
          apiGroups: ['apps'],
          apiVersions: ['v1'],
          operations: ['CREATE', 'UPDATE'],
          resources: ['deployments'],
        },
      ],
    },
    matchConditions: [
      { name: 'once', expression: "!object.spec.template.spec.containers.exists(one, one.name == 'mesh')" },
    ],
    failurePolicy: 'Fail',
    reinvocationPolicy: 'IfNeeded',
    mutations: [
      {
        patchType: 'JSONPatch',
        jsonPatch: {
          expression:
            '[JSONPatch{op: "add", path: "/spec/template/spec/containers/0", value: Object.spec.template.spec.containers{name: "mesh", image: "mesh:1"}}]',
        },
      },
    ],
  },
}
const binding = {
  apiVersion: 'admissionregistration.k8s.io/v1',
  kind: 'MutatingAdmissionPolicyBinding',
  metadata: { name: 'inject-mesh' },
  spec: { policyName: 'inject-mesh' },
}

async function type(args: readonly string[], input?: object) {
  const result = await kubectl(controlPlane.binDir, controlPlane.kubeconfig, args, input && stringify(input))
  expect(result.code, result.text).toBe(0)
  return result.stdout
}

beforeAll(async () => {
  const given = context({ hardware: sandboxHardware })
  installed = await install(() => given)
  const metadata = { name: namespace, labels: { mesh: 'injected' } }
  await type(['apply', '-f', '-'], { apiVersion: 'v1', kind: 'Namespace', metadata })
  await type(['apply', '-f', '-'], policy)
  await type(['apply', '-f', '-'], binding)
  await eventually(async () => {
    const args = [
      'create',
      'deployment',
      'probe',
      '--image=x',
      '--dry-run=server',
      '-o',
      'yaml',
      '-n',
      namespace,
    ]
    expect(await type(args)).toContain('name: mesh')
  })
})
afterAll(async () => {
  const kinds = 'mutatingadmissionpolicy,mutatingadmissionpolicybinding'
  await type(['delete', kinds, 'inject-mesh', '--ignore-not-found'])
  await installed?.client.delete(resources.namespace, { name: namespace })
  await installed?.uninstall()
})

it('the engine gets its additions, the sidecar none, and applying again changes nothing', async () => {
  const manifest = {
    apiVersion: 'apps/v1',
    kind: 'Deployment',
    metadata: { name: 'meshed', namespace, annotations: { [annotations.model]: 'Qwen/Qwen3-8B' } },
    spec: { template: { spec: { containers: [{ name: 'engine' }] } } },
  }
  const get = async () => {
    const found = await installed.client.get<Deployment>(resources.deployment, { namespace, name: 'meshed' })
    if (found === undefined) throw new Error('it is not there')
    return found
  }
  await type(['apply', '-f', '-'], manifest)
  const before = await get()
  const [mesh, engine] = before.spec.template.spec.containers
  expect(mesh).toMatchObject({ name: 'mesh', image: 'mesh:1', resources: {} })
  expect(engine).toMatchObject({ name: 'engine', resources: { limits: { 'amd.com/gpu': '1' } } })

  await type(['apply', '-f', '-'], manifest)
  await type(['replace', '-f', '-'], manifest)
  expect((await get()).spec).toEqual(before.spec)

  await type(['annotate', '-n', namespace, 'deployment/meshed', `${annotations.model}-`])
  const left = (await get()).spec.template.spec.containers
  expect(left.map(({ name }) => name)).toEqual(['mesh', 'engine'])
  expect(left[1]).not.toHaveProperty('args')
})
