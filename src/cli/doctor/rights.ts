/**
 * The rights of the controller's service account, each one of the manifests asked for at the API server.
 * @module
 */
import { fileURLToPath } from 'node:url'
import { inTurn } from '../../vocabulary/in-turn.ts'
import { readDocuments } from '../documents.ts'
import { type Check, type DoctorContext, ok, problem } from './check.ts'

const manifest = fileURLToPath(new URL('../../../manifests/base/controller-rbac.yaml', import.meta.url))
const account = 'fitgate-controller'
/** Questions under way at a time. */
const atOnce = 8

export interface Right {
  readonly group: string
  readonly resource: string
  readonly subresource?: string
  readonly name?: string
  readonly verb: string
  /** Absent: in every namespace. */
  readonly namespace?: string
}

export interface Rule {
  readonly apiGroups: readonly string[]
  readonly resources: readonly string[]
  readonly resourceNames?: readonly string[]
  readonly verbs: readonly string[]
}

export const rights: Check = {
  id: 'rights',
  async run(context) {
    const wanted = await rightsOfManifest(context.namespace)
    const allowed = await inTurn(wanted, (right) => isAllowed(right, context), atOnce)
    const missing = wanted.filter((_, index) => !allowed[index])
    if (missing.length === 0) return [ok(`${account} has its ${wanted.length} rights`)]
    const shown = missing.slice(0, 5).map(wordsFor)
    const more = missing.length > shown.length ? ` and ${missing.length - shown.length} more` : ''
    return [
      problem(
        `service account ${context.namespace}/${account} may not ${shown.join(', ')}${more}`,
        'kubectl apply -k manifests/base',
      ),
    ]
  },
}

async function rightsOfManifest(namespace: string): Promise<readonly Right[]> {
  const documents = await readDocuments(manifest)
  return documents.flatMap(({ object }) => {
    const { kind, rules = [] } = object as { kind?: string; rules?: readonly Rule[] }
    if (kind !== 'ClusterRole' && kind !== 'Role') return []
    const within = kind === 'Role' ? { namespace } : {}
    return rules.flatMap((rule) => rightsOf(rule).map((right) => ({ ...right, ...within })))
  })
}

/** Every single right that a rule gives. */
export function rightsOf({ apiGroups, resources, resourceNames, verbs }: Rule): Right[] {
  const names: readonly (string | undefined)[] = resourceNames ?? [undefined]
  return apiGroups.flatMap((group) =>
    resources.flatMap((written) => {
      const [resource = '', subresource] = written.split('/')
      return names.flatMap((name) =>
        verbs.map((verb) => ({
          group,
          resource,
          verb,
          ...(subresource === undefined ? {} : { subresource }),
          ...(name === undefined ? {} : { name }),
        })),
      )
    }),
  )
}

/** Whether the controller's account has a right. */
export async function isAllowed(
  right: Right,
  { client, namespace }: Pick<DoctorContext, 'client' | 'namespace'>,
): Promise<boolean> {
  const review = {
    apiVersion: 'authorization.k8s.io/v1',
    kind: 'SubjectAccessReview',
    spec: {
      user: `system:serviceaccount:${namespace}:${account}`,
      groups: ['system:serviceaccounts', `system:serviceaccounts:${namespace}`, 'system:authenticated'],
      resourceAttributes: right,
    },
  }
  const answer = await client.request('POST', '/apis/authorization.k8s.io/v1/subjectaccessreviews', review)
  return (answer as { status?: { allowed?: boolean } }).status?.allowed === true
}

function wordsFor({ verb, group, resource, subresource, name }: Right): string {
  const what = `${resource}${subresource === undefined ? '' : `/${subresource}`}${group === '' ? '' : `.${group}`}`
  return `${verb} ${what}${name === undefined ? '' : ` "${name}"`}`
}
