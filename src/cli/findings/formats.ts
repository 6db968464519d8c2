/**
 * The forms a report comes in.
 * @module
 */
import type { Io } from '../command.ts'
import { countOf, type Report } from './finding.ts'
import { toGitHub } from './github.ts'
import type { Rule } from './rules.ts'
import { toSarif } from './sarif.ts'
import { toText } from './text.ts'

type Format = (report: Report, rules: readonly Rule[], io: Io) => string

function toJson({ findings, judged, passedOver, against }: Report): string {
  const { error, warning, note } = countOf(findings)
  const report = { findings, errors: error, warnings: warning, notes: note, judged, passedOver, against }
  return `${JSON.stringify(report, null, 2)}\n`
}

export const formats = {
  text: (report, _rules, io) => toText(report, io),
  json: toJson,
  sarif: ({ findings }, rules) => toSarif(findings, rules),
  github: ({ findings }) => toGitHub(findings),
} as const satisfies Readonly<Record<string, Format>>

export type FormatName = keyof typeof formats
