/**
 * Policies of one's own: every module of a folder, checked before it is believed.
 * @module
 */
import { readdir } from 'node:fs/promises'
import { join, resolve } from 'node:path'
import { pathToFileURL } from 'node:url'
import { allPolicies, policyIds } from '../../../policies/all.ts'
import type { Policy, Violation } from '../../../policies/policy.ts'
import { UsageError } from '../command.ts'
import { cannotRead } from '../read-text.ts'

const usage = `a policy is an exported object {id, title, why, severity: 'error' | 'warning', appliesTo(subject), check(subject, context)}`

/**
 * The policies that the modules of a folder export, by whatever name, but for those that are built in. Modules that only help others are
 * welcome; tests, declarations and names that begin with `_` or `.` are left out.
 * @throws UsageError with everything that is wrong with them
 */
export async function loadPolicies(folder: string): Promise<readonly Policy[]> {
  const names = await readdir(folder).catch((error: unknown) => {
    throw cannotRead(folder, error)
  })
  const modules = names.filter(
    (name) => /\.(ts|mts|js|mjs)$/.test(name) && !/^[._]|\.(test|spec|d)\.m?[jt]s$/.test(name),
  )
  if (modules.length === 0) throw new UsageError(`--policies: there is no module (.ts, .js) in ${folder}`)
  const problems: string[] = []
  const helpers: string[] = []
  const policies: Policy[] = []
  for (const name of modules.sort()) {
    const file = join(folder, name)
    const exported = await import(pathToFileURL(resolve(file)).href).then(
      (module: object) => Object.values(module).flat() as unknown[],
      (error: unknown) => {
        problems.push(`${file}: cannot be loaded: ${error instanceof Error ? error.message : String(error)}`)
        return undefined
      },
    )
    if (exported === undefined) continue
    const wanted = [...new Set(exported.filter(looksLikePolicy))]
    if (wanted.length === 0) helpers.push(file)
    for (const value of wanted) {
      if (isBuiltIn(value)) continue
      const wrong = problemsOf(value)
      const id = String(value.id)
      const known = [...policyIds, ...policies.map((policy) => policy.id)]
      if (known.includes(id)) wrong.push(`there is a policy "${id}" already`)
      problems.push(...wrong.map((problem) => `${file}: policy "${id}": ${problem}`))
      if (wrong.length === 0) policies.push(guarded(value as unknown as Policy))
    }
  }
  // of others that have policies it is nobody's mistake
  if (helpers.length === modules.length || problems.length > 0)
    problems.unshift(...helpers.map((file) => `${file}: exports no policy; ${usage}`))
  if (problems.length > 0) throw new UsageError(['--policies:', ...problems].join('\n  '))
  return policies
}

type Candidate = Readonly<Record<string, unknown>>

/** Modules may export other things beside; whatever has a check, or an id and a severity, means to be a policy. */
function looksLikePolicy(value: unknown): value is Candidate {
  if (typeof value !== 'object' || value === null) return false
  return 'check' in value || 'appliesTo' in value || ('id' in value && 'severity' in value)
}

/** The very object: fitgate's own folder, or a module that hands one on. */
function isBuiltIn(value: Candidate): boolean {
  return allPolicies.some((policy: object) => policy === value)
}

function problemsOf(value: Candidate): string[] {
  const { id, severity, cel } = value
  const texts = ['title', 'why'].filter((name) => typeof value[name] !== 'string' || value[name] === '')
  const functions = ['appliesTo', 'check'].filter((name) => typeof value[name] !== 'function')
  const isId = typeof id === 'string' && /^[a-z0-9]+(-[a-z0-9]+)*$/.test(id) && id.length <= 63
  return [
    ...(isId ? [] : ['id must be lower case words with "-", at most 63 characters']),
    ...texts.map((name) => `${name} must be a text`),
    ...(severity === 'error' || severity === 'warning' ? [] : ['severity must be "error" or "warning"']),
    ...functions.map((name) => `${name} must be a function`),
    ...(cel === undefined || isTwin(cel) ? [] : ['cel must be {keeps(names), message}']),
  ]
}

function isTwin(value: unknown): boolean {
  const { keeps, message } = (value ?? {}) as Candidate
  return typeof keeps === 'function' && typeof message === 'string'
}

/** A policy that throws or answers nonsense is told of as a violation, and the others go on. */
function guarded(policy: Policy): Policy {
  const failed = (why: string): Violation[] => [
    { path: '', message: `the policy itself failed: ${why}`, fix: `mend ${policy.id}` },
  ]
  const attempt = (run: () => readonly Violation[]): readonly Violation[] => {
    try {
      const violations: unknown = run()
      return isViolations(violations) ? violations : failed('check must return a list of {path, message}')
    } catch (error) {
      return failed(error instanceof Error ? error.message : String(error))
    }
  }
  // an appliesTo that throws is asked again where the failure can be told
  const applies: Policy['appliesTo'] = (subject) => {
    try {
      return policy.appliesTo(subject)
    } catch {
      return true
    }
  }
  return {
    ...policy,
    appliesTo: applies,
    check: (subject, context) =>
      attempt(() => (policy.appliesTo(subject) ? policy.check(subject, context) : [])),
  }
}

function isViolations(value: unknown): value is readonly Violation[] {
  return (
    Array.isArray(value) &&
    value.every(
      (each: unknown) =>
        typeof each === 'object' &&
        each !== null &&
        typeof (each as Candidate).path === 'string' &&
        typeof (each as Candidate).message === 'string',
    )
  )
}
