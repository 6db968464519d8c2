/**
 * Code of model repositories runs only where the platform trusts it.
 * @module
 */
import { tokenize } from '../src/engines/argument-tokens.ts'
import { matchesAny } from '../src/vocabulary/pattern.ts'
import { modelsOf } from './models.ts'
import { isOurs } from './ours.ts'
import type { Policy } from './policy.ts'
import { rulesFor } from './rules.ts'
import { servingsOf } from './serving.ts'
import type { PolicySubject } from './subject.ts'

export const trustRemoteCode: Policy = {
  id: 'trust-remote-code',
  title: '--trust-remote-code only for allowed models',
  why: "It runs whatever Python is in the model's repository today, with the pod's network, Secrets and GPUs.",
  severity: 'warning',
  appliesTo: isOurs,
  check(subject, context) {
    const { trustRemoteCode: trusted = [] } = rulesFor(subject, context)
    const flags = flagsOf(subject)
    const models = modelsOf(subject)
    if (models.length > 0 && models.every(({ id }) => id !== undefined && matchesAny(trusted, id))) return []
    const names =
      models.map(({ id }) => id ?? 'a model that cannot be told').join(', ') || 'a model that is not named'
    return flags.map((path) => ({
      path,
      message: `code of ${names} would run (allowed: ${trusted.join(', ') || 'none'})`,
      fix: 'leave it out: the engines have the classes of most models themselves',
    }))
  },
}

/** Paths of the flags, in every spelling; one that is switched off does not count. */
function flagsOf(subject: PolicySubject): string[] {
  const { wanted } = subject
  const lists =
    wanted === undefined
      ? servingsOf(subject).map(({ command }) => command.args)
      : [
          wanted.intent.engineArgs.map((text, index) => ({
            text,
            path: wanted.paths.engineArgItems?.[index] ?? `${wanted.paths.engineArgs}[${index}]`,
          })),
        ]
  return lists.flatMap((words) => {
    const tokens = tokenize(words.map(({ text }) => text))
    return tokens.flatMap(({ flag, value, index }, at) => {
      const name = flag?.replace(/^--/, '').replaceAll('_', '-')
      const told = value ?? (tokens[at + 1]?.flag === undefined ? tokens[at + 1]?.value : undefined)
      const isOff = told !== undefined && /^false$/i.test(told)
      return name === 'trust-remote-code' && !isOff ? [words[index]?.path ?? ''] : []
    })
  })
}
