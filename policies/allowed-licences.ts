/**
 * Licences of models that a namespace may serve.
 * @module
 */
import { licenceOf } from '../src/catalog/licences.ts'
import { matches, matchesAny } from '../src/vocabulary/pattern.ts'
import { modelsOf } from './models.ts'
import { bringsModels } from './ours.ts'
import type { Policy, PolicyContext } from './policy.ts'
import { policyConfigOf, rulesFor } from './rules.ts'

export const allowedLicences: Policy = {
  id: 'allowed-licences',
  title: 'Only models under allowed licences',
  why: 'Some licences forbid commercial use, large services or some countries, which nobody notices in a manifest.',
  severity: 'error',
  appliesTo: bringsModels,
  check(subject, context) {
    const { licences } = rulesFor(subject, context)
    if (licences === undefined) return []
    return modelsOf(subject).flatMap(({ id, path }) => {
      const licence = id === undefined ? undefined : knownLicence(id, context)
      if (licence !== undefined && matchesAny(licences, licence)) return []
      const allowed = `(allowed: ${licences.join(', ') || 'none'})`
      return [
        licence === undefined
          ? {
              path,
              message: `the licence of ${id ?? 'a model that cannot be told'} is not known ${allowed}`,
              fix: 'the platform can name it in policies.modelLicences',
            }
          : { path, message: `${id} is under ${licence} ${allowed}` },
      ]
    })
  },
}

/** The platform's word, else the catalog's. */
function knownLicence(id: string, context: PolicyContext): string | undefined {
  const told = Object.entries(policyConfigOf(context).modelLicences).find(([pattern]) => matches(pattern, id))
  return told?.[1] ?? licenceOf(id)
}
