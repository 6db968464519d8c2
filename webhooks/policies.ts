/**
 * Policies at admission, on every kind they are about, ours or not. Nothing is mutated here; of an update only what it brings in
 * is refused.
 * @module
 */

import { fieldAt, textOf } from '../policies/json.ts'
import { isMadeOfAnother } from '../policies/made-by.ts'
import type { PolicyContext } from '../policies/policy.ts'
import { type Finding, type PolicyFindings, runPolicies } from '../policies/run.ts'
import { type PolicySubject, type SubjectOptions, subjectOf } from '../policies/subject.ts'
import { formatFieldError } from '../src/vocabulary/field-error.ts'
import type { WebhookContext } from './context.ts'
import { parsedOnce } from './parsed-once.ts'
import type { Answer } from './response.ts'
import type { AdmissionRequest, ReviewedObject } from './review.ts'
import { scopeOf } from './scope.ts'

/** Findings in one message; an object may break a rule in each of 50,000 variables. */
const shown = 20
/** Warnings of one answer: the API server drops what is above 4096 characters, and others warn too. */
const warnings = 8

/** Without a clock every exception has run out. */
const endOfTime = new Date(8.64e15)

const allowed: Answer = { allowed: true }
const none: PolicyFindings = { denied: [], warned: [], audited: [], excepted: [] }

/** What the policies say to a review; `audit.policies` has the ids of all that were broken. */
export function policyAnswer(request: AdmissionRequest, context: WebhookContext): Answer {
  if (scopeOf(request) !== 'judged' || !request.object) return allowed
  if (isMadeOfAnother(request.object, fieldAt(request, 'userInfo'))) return allowed
  return answerOf(introduced(request, policyContextOf(context)))
}

export function policyContextOf({ decision, now }: WebhookContext): PolicyContext {
  return { decision, now: now ?? endOfTime }
}

/** Findings as an answer. */
export function answerOf({ denied, warned, audited, excepted }: PolicyFindings): Answer {
  const broken = [...denied, ...warned, ...audited]
  const audit = {
    ...(broken.length === 0 ? {} : { policies: listOfIds(broken.map(({ policy }) => policy)) }),
    ...(excepted.length === 0
      ? {}
      : { 'policy-exceptions': listOfIds(excepted.map(({ exception }) => exception?.name ?? '')) }),
  }
  const common = { audit, warnings: warningsOf(warned) }
  if (denied.length === 0) return { allowed: true, ...common }
  return { allowed: false, denial: 'forbidden', message: refusalOf(denied), ...common }
}

/** A policy repeats the arithmetic of a decision, with the path; once is enough. */
function unrepeated(warnings: readonly string[] = [], others: readonly string[] = []): readonly string[] {
  return warnings.filter(
    (warning) => !others.some((other) => other.includes(warning.replace(/^fitgate: /, ''))),
  )
}

/** One answer of two: refused where either refuses, with the words of both. */
export function mergeAnswers(first: Answer, second: Answer): Answer {
  const refused = [first, second].filter((answer) => !answer.allowed)
  return {
    ...second,
    ...first,
    allowed: refused.length === 0,
    ...(refused.length < 1
      ? {}
      : {
          denial: refused[0]?.denial ?? 'forbidden',
          message: refused.map(({ message = 'refused' }) => message.trim()).join('\n\n'),
        }),
    warnings: [...unrepeated(first.warnings, second.warnings), ...(second.warnings ?? [])],
    audit: { ...second.audit, ...first.audit },
  }
}

/** Taken apart once for a review that is still known (`recall-review.ts`), however many snapshots it is judged under. */
const subjectNow = parsedOnce((request: AdmissionRequest) => subjectIn(request, request.object))
const subjectBefore = parsedOnce((request: AdmissionRequest) => subjectIn(request, request.oldObject))

function subjectIn(
  request: AdmissionRequest,
  object: ReviewedObject | null | undefined,
): PolicySubject | undefined {
  const { group, version, kind } = request.kind
  const user = textOf(fieldAt(request, 'userInfo', 'username'))
  const options: SubjectOptions = {
    operation: request.operation === 'UPDATE' ? 'UPDATE' : 'CREATE',
    ...(request.namespace === undefined ? {} : { namespace: request.namespace }),
    ...(user === undefined ? {} : { user }),
  }
  // objects inside lists and old clients leave their kind out
  const typed = { apiVersion: group === '' ? version : `${group}/${version}`, kind, ...object }
  return subjectOf(typed, options)
}

function introduced(request: AdmissionRequest, context: PolicyContext): PolicyFindings {
  const findings = (subject: PolicySubject | undefined) =>
    subject === undefined ? none : runPolicies(subject, context)
  const now = findings(subjectNow(request))
  if (request.operation !== 'UPDATE' || !request.oldObject || isEmpty(now)) return now
  return without(now, findings(subjectBefore(request)))
}

function isEmpty(found: PolicyFindings): boolean {
  return Object.values(found).every((list) => list.length === 0)
}

/** A finding with another index is the same one: somebody put an entry in front of it. */
function keyOf({ policy, path, message }: Finding): string {
  return `${policy} ${path.replaceAll(/\[\d+\]/g, '[]')} ${message}`
}

/** What was wrong before may stay wrong, as often as it was. */
function without(now: PolicyFindings, before: PolicyFindings): PolicyFindings {
  const left = new Map<string, number>()
  for (const finding of Object.values(before).flat())
    left.set(keyOf(finding), (left.get(keyOf(finding)) ?? 0) + 1)
  const isNew = (finding: Finding) => {
    const count = left.get(keyOf(finding)) ?? 0
    left.set(keyOf(finding), count - 1)
    return count <= 0
  }
  return {
    denied: now.denied.filter(isNew),
    warned: now.warned.filter(isNew),
    audited: now.audited.filter(isNew),
    excepted: now.excepted.filter(isNew),
  }
}

const listOfIds = (ids: readonly string[]) => [...new Set(ids)].join(',')

const line = (finding: Finding) => `${finding.policy}: ${formatFieldError(finding)}`

function refusalOf(denied: readonly Finding[]): string {
  const more = denied.length - shown
  const lines = denied.slice(0, shown).map((finding) => `  ${line(finding)}`)
  return [
    `${denied.length === 1 ? 'A policy' : `Policies`} of this namespace ${denied.length === 1 ? 'is' : 'are'} broken:`,
    ...lines,
    ...(more > 0 ? [`  and ${more} more`] : []),
  ].join('\n')
}

function warningsOf(warned: readonly Finding[]): string[] {
  const more = warned.length - warnings
  return [
    ...warned.slice(0, warnings).map((finding) => `fitgate: ${line(finding)}`),
    ...(more > 0 ? [`fitgate: and ${more} more; fitgate check FILE shows them all`] : []),
  ]
}
