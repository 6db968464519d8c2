/**
 * Credentials of a source: from a Secret of the cache's own namespace, to the one container that fetches, and nobody else.
 * @module
 */
import type { WantedModel } from '../../api/cache/intent.ts'
import type { EnvironmentVariable } from '../../catalog/recipe.ts'

/** Where a file of credentials is mounted. */
const credentialsFolder = '/etc/fitgate-credentials'

export interface Credentials {
  /** For the command. */
  readonly args?: readonly string[]
  readonly env?: readonly EnvironmentVariable[]
  /** A Secret to mount, with the one key that is read of it. */
  readonly file?: { readonly secret: string; readonly key: string; readonly folder: string }
}

/** The names of variables and keys are those that the tools of each source have. */
export function credentials({ source, secret }: Pick<WantedModel, 'source' | 'secret'>): Credentials {
  if (secret === undefined) return {}
  const { name, key } = secret
  const variable = (variable: string, from: string, optional = false): EnvironmentVariable => ({
    name: variable,
    valueFrom: { secretKeyRef: { name, key: from, ...(optional ? { optional } : {}) } },
  })
  switch (source.kind) {
    case 'hub':
      return { env: [variable('HF_TOKEN', key)] }
    case 'https':
      return {
        args: ['--token-file', `${credentialsFolder}/${key}`],
        file: { secret: name, key, folder: credentialsFolder },
      }
    case 's3':
      return {
        env: [
          variable('AWS_ACCESS_KEY_ID', 'AWS_ACCESS_KEY_ID'),
          variable('AWS_SECRET_ACCESS_KEY', 'AWS_SECRET_ACCESS_KEY'),
          variable('AWS_SESSION_TOKEN', 'AWS_SESSION_TOKEN', true),
        ],
      }
    case 'gs': {
      const file = { secret: name, key: 'credentials.json', folder: credentialsFolder }
      return {
        env: [{ name: 'GOOGLE_APPLICATION_CREDENTIALS', value: `${credentialsFolder}/credentials.json` }],
        file,
      }
    }
    case 'path':
      return {}
    default:
      return source satisfies never
  }
}
