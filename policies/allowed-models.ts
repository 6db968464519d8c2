/**
 * Models that a namespace may serve.
 * @module
 */

import { matchesAny } from '../src/vocabulary/pattern.ts'
import { modelsOf } from './models.ts'
import { bringsModels } from './ours.ts'
import type { Policy } from './policy.ts'
import { rulesFor } from './rules.ts'

export const allowedModels: Policy = {
  id: 'allowed-models',
  title: "Only the namespace's models",
  why: 'Which models a team may serve is for the platform to say, for reasons of cost, safety and contracts.',
  severity: 'error',
  appliesTo: bringsModels,
  check(subject, context) {
    const { models } = rulesFor(subject, context)
    if (models === undefined) return []
    const allowed = models.length === 0 ? 'none' : models.join(', ')
    return modelsOf(subject).flatMap(({ id, path }) => {
      if (id !== undefined && matchesAny(models, id)) return []
      const message =
        id === undefined
          ? 'which model is served cannot be told'
          : `${id} is not among the models of namespace ${subject.namespace}`
      return [{ path, message: `${message} (allowed: ${allowed})` }]
    })
  },
}
