/**
 * Findings as SARIF 2.1.0, for code scanning.
 * Source: https://docs.oasis-open.org/sarif/sarif/v2.1.0/sarif-v2.1.0.html
 * @module
 */
import { isAbsolute, resolve, sep } from 'node:path'
import { pathToFileURL } from 'node:url'
import { type ObjectReference, wordsFor } from '../../controllers/audit/object-reference.ts'
import { formatFieldError } from '../../vocabulary/field-error.ts'
import { shortHash } from '../../vocabulary/names.ts'
import { version } from '../../vocabulary/version.ts'
import type { Place, ReportedFinding } from './finding.ts'
import type { Rule } from './rules.ts'

/** The whole log, indented. */
export function toSarif(findings: readonly ReportedFinding[], rules: readonly Rule[]): string {
  const log = {
    $schema: 'https://json.schemastore.org/sarif-2.1.0.json',
    version: '2.1.0',
    runs: [
      {
        tool: { driver: { name: 'fitgate', semanticVersion: version, rules: rules.map(ruleOf) } },
        // JavaScript strings, and so the columns of the YAML parser, are UTF-16
        columnKind: 'utf16CodeUnits',
        results: findings.map((finding) => resultOf(finding, rules)),
      },
    ],
  }
  return `${JSON.stringify(log, null, 2)}\n`
}

function ruleOf({ id, title, why, severity }: Rule) {
  return {
    id,
    shortDescription: { text: `${title}.` },
    fullDescription: { text: why },
    help: { text: `${title}.\n\n${why}`, markdown: `**${title}.**\n\n${why}` },
    defaultConfiguration: { level: severity },
  }
}

function resultOf(finding: ReportedFinding, rules: readonly Rule[]) {
  const { rule, level, object, place, path, details, exception } = finding
  const ruleIndex = rules.findIndex(({ id }) => id === rule)
  const text = [formatFieldError(finding), ...(details === undefined ? [] : ['', details])].join('\n')
  return {
    ruleId: rule,
    ...(ruleIndex < 0 ? {} : { ruleIndex }),
    level,
    message: { text },
    locations: [
      {
        ...(place && { physicalLocation: physicalOf(place) }),
        ...(object && { logicalLocations: [logicalOf(object, path)] }),
      },
    ],
    // the same after lines above it were added
    partialFingerprints: {
      'fitgate/v1': shortHash([rule, place?.file, object && wordsFor(object), path].join('\n'), 32),
    },
    ...(exception && {
      suppressions: [
        {
          kind: 'external',
          justification: `exception ${exception.name} of ${exception.owner} until ${exception.expires}: ${exception.reason}`,
        },
      ],
    }),
  }
}

function physicalOf({ file, region }: Place) {
  return { artifactLocation: { uri: uriOf(file) }, region }
}

function logicalOf(object: ObjectReference, path: string) {
  const name = path === '' ? wordsFor(object) : `${wordsFor(object)} ${path}`
  return { fullyQualifiedName: name, kind: 'resource' }
}

/** Relative to where the command ran, as code scanning wants it; a file URL for what is elsewhere. */
function uriOf(file: string): string {
  if (file === '-') return 'stdin'
  const outside = isAbsolute(file) || file.split(/[\\/]/).includes('..')
  if (outside) return pathToFileURL(resolve(file)).href
  const segments = file.split(sep).filter((segment) => segment !== '.' && segment !== '')
  return segments.map(encodeURIComponent).join('/')
}
