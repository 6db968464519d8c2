/**
 * What the controller's account may do, rule by rule, and what it did.
 */
import { isAllowed, type Right, type Rule, rightsOf } from '../../../src/cli/doctor/rights.ts'
import type { KubeClient, KubeObject, ResourceType } from '../../../src/kube/types.ts'
import type { AuditedRequest } from './audit-log.ts'

interface Role extends KubeObject {
  readonly rules: readonly Rule[]
}

const roleType = (kind: 'ClusterRole' | 'Role'): ResourceType => ({
  group: 'rbac.authorization.k8s.io',
  version: 'v1',
  plural: `${kind.toLowerCase()}s`,
  kind,
  namespaced: kind === 'Role',
})

/** A rule where it stands. */
export interface PlacedRule {
  readonly type: ResourceType
  readonly role: Role
  readonly index: number
  readonly rights: readonly Right[]
}

/** Every rule of the controller. */
export async function rulesOf(client: KubeClient, namespace: string): Promise<readonly PlacedRule[]> {
  const places = [
    { type: roleType('ClusterRole'), within: {} },
    { type: roleType('Role'), within: { namespace } },
  ]
  const found = places.map(async ({ type, within }) => {
    const role = await client.get<Role>(type, { ...within, name: 'fitgate-controller' })
    if (role === undefined) throw new Error(`there is no ${type.kind} fitgate-controller`)
    return role.rules.map((rule, index) => {
      const rights = rightsOf(rule).map((right) => ({ ...right, ...within }))
      return { type, role, index, rights }
    })
  })
  return (await Promise.all(found)).flat()
}

/** Those rights of a rule that the account still has without it. */
export async function keptWithout(
  client: KubeClient,
  namespace: string,
  { type, role, index, rights }: PlacedRule,
): Promise<readonly Right[]> {
  const write = (rules: readonly Rule[]) => client.patch(type, role.metadata, 'merge', { rules })
  await write(role.rules.filter((_rule, at) => at !== index))
  try {
    const kept = async () => {
      const answers = await Promise.all(rights.map((right) => isAllowed(right, { client, namespace })))
      return rights.filter((_right, at) => answers[at])
    }
    // authorization hears of the change in its own time
    let left = await kept()
    for (let tries = 0; left.length > 0 && tries < 20; tries += 1) left = await kept()
    return left
  } finally {
    await write(role.rules)
  }
}

/** Whether a request was allowed by a right. */
export function covers(right: Right, request: AuditedRequest): boolean {
  return (
    right.verb === request.verb &&
    right.group === request.group &&
    right.resource === request.resource &&
    right.subresource === request.subresource &&
    (right.name === undefined || right.name === request.name) &&
    (right.namespace === undefined || right.namespace === request.namespace)
  )
}

/** As rules name it, `deployments/scale`. */
export function resourceOf({ resource, subresource }: Right): string {
  return subresource === undefined ? resource : `${resource}/${subresource}`
}
