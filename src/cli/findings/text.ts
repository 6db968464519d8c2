/**
 * Findings for people: where, how bad, which rule, then what and what to do.
 * @module
 */

import { wordsFor } from '../../controllers/audit/object-reference.ts'
import { wrap } from '../../decide/explain/words.ts'
import { formatFieldError } from '../../vocabulary/field-error.ts'
import type { Io } from '../command.ts'
import { paintFor } from '../paint.ts'
import { countOf, type Report, type ReportedFinding } from './finding.ts'

const width = 100

export function toText({ findings, judged, passedOver, against }: Report, io: Io): string {
  const paint = paintFor(io)
  const colour = { error: paint.bad, warning: paint.warn, note: paint.dim }
  const blocks = findings.map((finding) => {
    const { level, rule, object, place } = finding
    const what = object === undefined ? '' : visible(wordsFor(object))
    const where =
      place === undefined
        ? what
        : `${visible(place.file)}:${place.region.startLine}:${place.region.startColumn}`
    const head = `${paint.bold(where)}  ${colour[level](level)}  ${rule}${place === undefined ? '' : `  ${paint.dim(what)}`}`
    return [head.trimEnd(), ...bodyOf(finding), ''].join('\n')
  })
  const count = countOf(findings)
  const excepted = findings.filter(({ exception }) => exception !== undefined).length
  const summary = [
    `${many(judged, 'object')} judged${passedOver > 0 ? ` (${passedOver} of other kinds passed over)` : ''}`,
    `${many(count.error, 'error')}, ${many(count.warning, 'warning')}, ${many(count.note, 'note')}`,
    ...(excepted > 0 ? [`${excepted} excepted`] : []),
  ].join('; ')
  return [...blocks, summary, paint.dim(against), ''].join('\n')
}

function bodyOf(finding: ReportedFinding): string[] {
  const { details, exception } = finding
  return [
    ...(details === undefined
      ? wrap(visible(formatFieldError(finding)), width - 2, '')
      : details.split('\n').map(visible)),
    ...(exception === undefined
      ? []
      : [`excepted by ${exception.owner} until ${exception.expires.slice(0, 10)}: ${exception.reason}`]),
  ].map((line) => `  ${line}`.trimEnd())
}

/** Control characters written out: what a file says could else move the cursor, or speak to a CI system in a line of its own. */
function visible(text: string): string {
  return text.replaceAll(/[\p{Cc}\u202a-\u202e\u2066-\u2069]/gu, (character) => {
    if (character === '\n') return '\\n'
    return `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`
  })
}

function many(count: number, word: string): string {
  return `${count} ${word}${count === 1 ? '' : 's'}`
}
