/**
 * What an API server was asked, from its audit log.
 */
import { readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'

/** One request that was answered. */
export interface AuditedRequest {
  readonly user: string
  readonly verb: string
  readonly group: string
  readonly resource: string
  readonly subresource?: string
  readonly namespace?: string
  readonly name?: string
  /** Whether its user had the right; a webhook may have refused it all the same. */
  readonly allowed: boolean
}

const logName = 'audit.log'

/** Flags that have the API server write down the requests of one namespace's accounts. */
export async function auditArgs(folder: string, namespace: string): Promise<readonly string[]> {
  const policy = join(folder, 'audit-policy.json')
  const rules = [
    {
      level: 'Metadata',
      userGroups: [`system:serviceaccounts:${namespace}`],
      omitStages: ['RequestReceived'],
    },
    { level: 'None' },
  ]
  await writeFile(policy, JSON.stringify({ apiVersion: 'audit.k8s.io/v1', kind: 'Policy', rules }))
  return [`--audit-policy-file=${policy}`, `--audit-log-path=${join(folder, logName)}`]
}

export async function readAuditLog(folder: string): Promise<readonly AuditedRequest[]> {
  const lines = (await readFile(join(folder, logName), 'utf8')).trim().split('\n')
  return lines.flatMap((line) => {
    const { user, verb, objectRef, annotations } = JSON.parse(line)
    if (objectRef === undefined) return []
    const { apiGroup = '', resource, subresource, namespace, name } = objectRef
    const { username } = user
    return [
      {
        user: username,
        verb,
        group: apiGroup,
        resource,
        subresource,
        namespace,
        name,
        allowed: annotations?.['authorization.k8s.io/decision'] === 'allow',
      },
    ]
  })
}
