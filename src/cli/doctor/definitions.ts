/**
 * The definitions of our kinds: there, ours, and of this version.
 * @module
 */
import { customResourceDefinitions } from '../../api/kinds.ts'
import { differences } from '../../kube/contains.ts'
import { resources } from '../../kube/resources.ts'
import type { KubeObject } from '../../kube/types.ts'
import { version } from '../../vocabulary/version.ts'
import { type Check, type DoctorContext, ok, problem, type Result, warning } from './check.ts'

const partOf = 'app.kubernetes.io/part-of'
const install = 'kubectl apply --server-side -k crds'

interface Definition extends KubeObject {
  readonly spec?: unknown
  readonly status?: { readonly conditions?: readonly { readonly type: string; readonly status: string }[] }
}

export const definitions: Check = {
  id: 'definitions',
  run: (context) => Promise.all(customResourceDefinitions().map((wanted) => look(wanted, context))),
}

async function look(wanted: Definition, { client }: DoctorContext): Promise<Result> {
  const { name } = wanted.metadata
  const live = await client.get<Definition>(resources.customResourceDefinition, { name })
  if (live === undefined) return problem(`CustomResourceDefinition ${name} is not installed`, install)
  if (live.metadata.labels?.[partOf] !== 'fitgate')
    return problem(
      `CustomResourceDefinition ${name} is another operator's (no label ${partOf}=fitgate), and two operators cannot serve it`,
      `remove that operator and its definition, then: ${install}; or leave the group out of crds/kustomization.yaml`,
    )
  const established = live.status?.conditions?.some(
    ({ type, status }) => type === 'Established' && status === 'True',
  )
  if (!established)
    return problem(`CustomResourceDefinition ${name} is not established`, `kubectl describe crd ${name}`)
  const drift = differences(wanted.spec, live.spec)
  return drift.length === 0
    ? ok(`${name} is as version ${version} wants it`)
    : warning(
        `CustomResourceDefinition ${name} is of another version of fitgate (${drift.slice(0, 2).join(', ')})`,
        install,
      )
}
