/**
 * Files to findings.
 * @module
 */
import { subjectOf } from '../../../policies/subject.ts'
import { type JudgeOptions, judgeObject } from '../../controllers/audit/judge-object.ts'
import { ownRules } from '../../controllers/audit/object-finding.ts'
import { referenceOf } from '../../controllers/audit/object-reference.ts'
import { levelOf, type ReportedFinding } from '../findings/finding.ts'
import type { SourceObject, YamlSource } from '../source/yaml-source.ts'

export interface SourceFile extends YamlSource {
  readonly path: string
}

export interface Checked {
  readonly findings: readonly ReportedFinding[]
  readonly judged: number
  readonly passedOver: number
  readonly unreadable: number
}

/** In the order of files, and in each file from top to bottom. */
export function checkFiles(
  files: readonly SourceFile[],
  options: JudgeOptions & { readonly platformSetModes: boolean },
): Checked {
  let judged = 0
  let passedOver = 0
  let unreadable = 0
  const { namespace = 'default' } = options
  const related = files.flatMap(({ objects }) =>
    objects.flatMap((source) => (isObject(source) ? (subjectOf(source.object, { namespace }) ?? []) : [])),
  )
  const findings = files.flatMap(({ path: file, objects, problems }) => {
    unreadable += problems.length
    const syntax = problems.map(
      ({ message, region }): ReportedFinding => ({
        rule: 'yaml',
        outcome: 'denied',
        level: 'error',
        path: '',
        message,
        place: { file, region },
      }),
    )
    const found = objects.flatMap((source) => {
      const own = isObject(source) ? judgeObject(source.object, { ...options, related }) : undefined
      if (own === undefined) passedOver += 1
      else judged += 1
      return (own ?? []).map(({ severity, ...finding }): ReportedFinding => {
        const isPolicy = !Object.hasOwn(ownRules, finding.rule)
        const { details } = finding
        return {
          ...finding,
          // ready to be pasted
          ...(details && file !== '-' && { details: details.replace(/(?<=plan -f )FILE$/, file) }),
          level: levelOf({ ...finding, severity }, options.platformSetModes, isPolicy),
          object: referenceOf(source.object),
          place: { file, region: source.regionOf(finding.path) },
        }
      })
    })
    return [...syntax, ...found].toSorted(
      ({ place: a }, { place: b }) =>
        (a?.region.startLine ?? 0) - (b?.region.startLine ?? 0) ||
        (a?.region.startColumn ?? 0) - (b?.region.startColumn ?? 0),
    )
  })
  return { findings, judged, passedOver, unreadable }
}

/** Values files and kustomizations are maps too. */
function isObject({ object }: SourceObject): boolean {
  return typeof object.kind === 'string' && typeof object.apiVersion === 'string'
}
