/**
 * Every rule a finding can name, with what to tell about it.
 * @module
 */
import type { Policy } from '../../../policies/policy.ts'
import { ownRules } from '../../controllers/audit/object-finding.ts'

export interface Rule {
  readonly id: string
  readonly title: string
  /** One sentence. */
  readonly why: string
  readonly severity: 'error' | 'warning'
}

/** Files, which only `fitgate check` reads. */
const syntax: Rule = {
  id: 'yaml',
  title: 'Files are YAML that can be read',
  why: 'What cannot be read cannot be applied.',
  severity: 'error',
}

export function rulesOf(policies: readonly Policy[]): readonly Rule[] {
  const own = Object.entries(ownRules).map(
    ([id, { title, why }]): Rule => ({
      id,
      title,
      why,
      severity: id === 'unknown-field' ? 'warning' : 'error',
    }),
  )
  return [syntax, ...own, ...policies.map(({ id, title, why, severity }) => ({ id, title, why, severity }))]
}
