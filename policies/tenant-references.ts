/**
 * Identities, Secrets and images that our own kinds may hand to the pods they make.
 * @module
 */
import { formatPath } from '../src/api/field-path.ts'
import { matchesAny } from '../src/vocabulary/pattern.ts'
import { imagesOf } from './container-parts.ts'
import { field, fieldAt, listOf, textOf } from './json.ts'
import { isCache, isOwnKind } from './ours.ts'
import type { Policy, Violation } from './policy.ts'
import { rulesFor } from './rules.ts'
import type { PolicySubject } from './subject.ts'

interface Reference {
  readonly name: string
  readonly path: string
}

export const tenantReferences: Policy = {
  id: 'tenant-references',
  title: "Only the namespace's ServiceAccounts, Secrets and images",
  why: 'Our controller makes the pods, so who may write an endpoint and no pods would use through it what they could not use themselves.',
  severity: 'error',
  appliesTo: (subject) => isOwnKind(subject) || isCache(subject),
  check(subject, context) {
    const rules = rulesFor(subject, context)
    return [
      ...outside(serviceAccounts(subject), rules.serviceAccounts, 'ServiceAccount', subject),
      ...outside(secrets(subject), rules.secrets, 'Secret', subject),
      ...outside(images(subject), rules.images, 'image', subject),
    ]
  },
}

function outside(
  references: readonly Reference[],
  allowed: readonly string[] | undefined,
  what: string,
  { namespace }: PolicySubject,
): Violation[] {
  if (allowed === undefined) return []
  return references
    .filter(({ name }) => !matchesAny(allowed, name))
    .map(({ name, path }) => ({
      path,
      message: `${what} ${name} is not among those of namespace ${namespace} (allowed: ${allowed.join(', ') || 'none'})`,
    }))
}

/** `default` is everybody's, and one that is made for the endpoint has no rights. */
function serviceAccounts({ object }: PolicySubject): Reference[] {
  const account = fieldAt(object, 'spec', 'security', 'serviceAccount')
  const name = textOf(field(account, 'name'))
  if (name === undefined || name === 'default' || field(account, 'create') === true) return []
  return [{ name, path: 'spec.security.serviceAccount.name' }]
}

function secrets({ object, cache }: PolicySubject): Reference[] {
  if (cache !== undefined)
    return cache.intent.models.flatMap(({ secret }, index) => {
      const path = cache.paths.model[index]?.secret
      return secret === undefined || path === undefined ? [] : [{ name: secret.name, path }]
    })
  const spec = fieldAt(object, 'spec')
  const token = textOf(fieldAt(spec, 'hubTokenSecret', 'name'))
  return [
    ...(token === undefined ? [] : [{ name: token, path: 'spec.hubTokenSecret.name' }]),
    ...listOf(fieldAt(spec, 'env')).flatMap((entry, index) => {
      const name = textOf(fieldAt(entry, 'valueFrom', 'secretKeyRef', 'name'))
      return name === undefined
        ? []
        : [{ name, path: formatPath('spec', ['env', index, 'valueFrom', 'secretKeyRef', 'name']) }]
    }),
    ...listOf(fieldAt(spec, 'image', 'pullSecrets')).flatMap((name, index) =>
      typeof name === 'string' ? [{ name, path: formatPath('spec', ['image', 'pullSecrets', index]) }] : [],
    ),
  ]
}

/** Without tag and digest; a colon before the last slash is a port. */
function images(subject: PolicySubject): Reference[] {
  return imagesOf(subject).map(({ image, path }) => ({
    name: image.replace(/@.*$/, '').replace(/:[^/:]*$/, ''),
    path,
  }))
}
