/**
 * The certificates: an authority that is valid, and webhooks whose bundle trusts it.
 * @module
 */

import { resources } from '../../kube/resources.ts'
import type { KubeObject } from '../../kube/types.ts'
import { certificatesOf } from '../../server/certificates/pem.ts'
import { authoritySecretName } from '../../server/certificates/secret.ts'
import type { X509Certificate } from '../../server/certificates/x509.ts'
import { type Check, type DoctorContext, ok, problem, type Result, unknown, warning } from './check.ts'
import { configurationName, ours, refusalWords, type WebhookConfiguration } from './installed.ts'

/** Renewal begins long before; what is this near to its end is not being renewed. Days */
const soonDays = 14
const dayMs = 86_400_000

interface Secret extends KubeObject {
  readonly data?: Readonly<Record<string, string>>
}

type Authority =
  | { readonly kind: 'readable'; readonly roots: readonly X509Certificate[] }
  | { readonly kind: 'absent' }
  | { readonly kind: 'hidden' | 'broken'; readonly why: string }

export const certificates: Check = {
  id: 'certificates',
  async run(context) {
    const { installed } = context
    const authority = await readAuthority(context)
    const configurations = [ours(await installed.mutating()), ours(await installed.validating())]
    const bundles = configurations.flatMap((one) =>
      one === undefined ? [] : bundleResults(one, authority, context),
    )
    return [...authorityResults(authority, context), ...bundles]
  },
}

async function readAuthority({ client, namespace }: DoctorContext): Promise<Authority> {
  try {
    const secret = await client.get<Secret>(resources.secret, { namespace, name: authoritySecretName })
    if (secret === undefined) return { kind: 'absent' }
    const roots = decode(secret.data?.['ca.crt'])
    return roots === undefined
      ? { kind: 'broken', why: `Secret ${namespace}/${authoritySecretName} has no certificate in ca.crt` }
      : { kind: 'readable', roots }
  } catch (error) {
    const why = refusalWords(error)
    if (why === undefined) throw error
    return { kind: 'hidden', why }
  }
}

function authorityResults(authority: Authority, { namespace, now }: DoctorContext): Result[] {
  const renew = `kubectl -n ${namespace} delete secret ${authoritySecretName}; the controller makes a new one within a minute`
  switch (authority.kind) {
    case 'hidden':
      return [
        unknown(
          `the Secret of the certificate authority cannot be read: ${authority.why}`,
          'look as an administrator',
        ),
      ]
    case 'broken':
      return [problem(authority.why, renew)]
    case 'absent':
      return [
        warning(
          `there is no Secret ${namespace}/${authoritySecretName}; the controller makes one, unless certificates are mounted from elsewhere`,
          `kubectl -n ${namespace} logs -l app.kubernetes.io/component=controller`,
        ),
      ]
    case 'readable': {
      const [signing] = authority.roots
      return signing === undefined ? [] : [lifeOf(signing, 'the certificate authority', renew, now)]
    }
    default:
      return authority satisfies never
  }
}

function lifeOf({ notAfter }: X509Certificate, what: string, fix: string, now: Date): Result {
  const days = Math.floor((notAfter.getTime() - now.getTime()) / dayMs)
  const until = notAfter.toISOString().slice(0, 10)
  if (days < 0) return problem(`${what} expired on ${until}`, fix)
  if (days < soonDays) return warning(`${what} expires on ${until} and was not renewed`, fix)
  return ok(`${what} is valid until ${until}`)
}

function bundleResults(
  { kind, webhooks = [] }: WebhookConfiguration,
  authority: Authority,
  { namespace, now }: DoctorContext,
): Result[] {
  const what = `${kind} ${configurationName}`
  const logs = `the controller writes it: kubectl -n ${namespace} logs -l app.kubernetes.io/component=controller`
  const wrong = webhooks.flatMap(({ name, clientConfig }): Result[] => {
    const bundle = decode(clientConfig.caBundle)
    if (clientConfig.caBundle === undefined || clientConfig.caBundle === '')
      return [problem(`${name} of ${what} has no CA bundle: the API server trusts nobody there`, logs)]
    if (bundle === undefined) return [problem(`the CA bundle of ${name} of ${what} is no certificate`, logs)]
    const valid = bundle.filter(({ notAfter }) => notAfter > now)
    if (valid.length === 0)
      return [problem(`every certificate in the CA bundle of ${name} of ${what} has expired`, logs)]
    if (authority.kind !== 'readable') return []
    const [signing] = authority.roots
    const trusted = valid.some((root) => root.serialNumber === signing?.serialNumber)
    return trusted
      ? []
      : [problem(`the CA bundle of ${name} of ${what} does not have the authority that signs now`, logs)]
  })
  return wrong.length > 0 ? wrong : [ok(`the CA bundles of ${what} are valid`)]
}

function decode(base64: string | undefined): readonly X509Certificate[] | undefined {
  try {
    const found = certificatesOf(Buffer.from(base64 ?? '', 'base64').toString('utf8'))
    return found.length === 0 ? undefined : found
  } catch {
    return undefined
  }
}
