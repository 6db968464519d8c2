/**
 * Findings as workflow commands of GitHub Actions, which show them on the lines of a pull request.
 * Escapes: https://github.com/actions/toolkit, packages/core/src/command.ts.
 * @module
 */
import { wordsFor } from '../../controllers/audit/object-reference.ts'
import { formatFieldError } from '../../vocabulary/field-error.ts'
import type { Level, ReportedFinding } from './finding.ts'

const commands = { error: 'error', warning: 'warning', note: 'notice' } as const satisfies Record<
  Level,
  string
>

function escapeData(text: string): string {
  return text.replaceAll('%', '%25').replaceAll('\r', '%0D').replaceAll('\n', '%0A')
}

function escapeProperty(text: string): string {
  return escapeData(text).replaceAll(':', '%3A').replaceAll(',', '%2C')
}

/** One line a finding. */
export function toGitHub(findings: readonly ReportedFinding[]): string {
  return findings.map(commandOf).join('')
}

function commandOf(finding: ReportedFinding): string {
  const { level, rule, object, place, details, exception } = finding
  const title = object === undefined ? rule : `${rule}: ${wordsFor(object)}`
  const region = place?.region
  const properties = {
    ...(place === undefined || place.file === '-' ? {} : { file: place.file }),
    ...(region && {
      line: region.startLine,
      endLine: region.endLine,
      col: region.startColumn,
      // over several lines GitHub takes no columns
      ...(region.startLine === region.endLine && { endColumn: region.endColumn }),
    }),
    title,
  }
  const written = Object.entries(properties).map(
    ([name, value]) => `${name}=${escapeProperty(String(value))}`,
  )
  const parts = [
    formatFieldError(finding),
    ...(details === undefined ? [] : ['', details]),
    ...(exception === undefined ? [] : [`excepted until ${exception.expires}: ${exception.reason}`]),
  ]
  return `::${commands[level]} ${written.join(',')}::${escapeData(parts.join('\n'))}\n`
}
