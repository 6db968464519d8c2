/**
 * Findings to be written, with everything in them that has to be escaped.
 * @module
 */
import type { ReportedFinding } from '../../../src/cli/findings/finding.ts'

export const region = { startLine: 3, startColumn: 5, endLine: 3, endColumn: 9 }

export const finding: ReportedFinding = {
  rule: 'whole-gpus',
  outcome: 'denied',
  level: 'error',
  path: 'spec.limits["amd.com/gpu"]',
  message: '"50%" is not\nwhole, really: ::error::no',
  fix: 'write 1',
  object: { apiVersion: 'apps/v1', kind: 'Deployment', namespace: 'team-a', name: 'serve' },
  place: { file: 'a, b:c/über.yaml', region },
}

export const excepted: ReportedFinding = {
  ...finding,
  outcome: 'excepted',
  level: 'note',
  exception: { name: 'trial', owner: 'sam', reason: 'a trial', expires: '2027-01-01T00:00:00Z' },
}

/** Not in a file. */
export const existing: ReportedFinding = {
  rule: 'fit',
  outcome: 'warned',
  level: 'warning',
  path: '',
  message: 'cannot run',
  details: 'Qwen cannot run.\n  weights 61 GiB',
  object: { apiVersion: 'apps/v1', kind: 'Deployment', name: 'serve' },
}
