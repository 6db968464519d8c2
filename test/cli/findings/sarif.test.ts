import { describe, expect, it } from 'vitest'
import { z } from 'zod'
import { allPolicies } from '../../../policies/all.ts'
import type { ReportedFinding } from '../../../src/cli/findings/finding.ts'
import { rulesOf } from '../../../src/cli/findings/rules.ts'
import { toSarif } from '../../../src/cli/findings/sarif.ts'
import { excepted, existing, finding, region } from './findings.ts'

// The part of the SARIF 2.1.0 schema that is written, as strict as the schema itself (additionalProperties: false).
const message = z.strictObject({ text: z.string().min(1), markdown: z.string().optional() })
const level = z.enum(['none', 'note', 'warning', 'error'])
const position = z.int().min(1)
const rule = z.strictObject({
  id: z.string().min(1),
  shortDescription: message,
  fullDescription: message,
  help: message,
  defaultConfiguration: z.strictObject({ level }),
})
const result = z.strictObject({
  ruleId: z.string(),
  ruleIndex: z.int().min(0),
  level,
  message,
  locations: z.array(
    z.strictObject({
      physicalLocation: z
        .strictObject({
          artifactLocation: z.strictObject({ uri: z.string().regex(/^[\w.~!$&'()*+,;=:@%/-]+$/) }),
          region: z.strictObject({
            startLine: position,
            startColumn: position,
            endLine: position,
            endColumn: position,
          }),
        })
        .optional(),
      logicalLocations: z
        .array(z.strictObject({ fullyQualifiedName: z.string(), kind: z.string() }))
        .optional(),
    }),
  ),
  partialFingerprints: z.record(z.string(), z.string()),
  suppressions: z
    .array(z.strictObject({ kind: z.enum(['inSource', 'external']), justification: z.string() }))
    .optional(),
})
const log = z.strictObject({
  $schema: z.url(),
  version: z.literal('2.1.0'),
  runs: z.tuple([
    z.strictObject({
      tool: z.strictObject({
        driver: z.strictObject({ name: z.string(), semanticVersion: z.string(), rules: z.array(rule) }),
      }),
      columnKind: z.enum(['utf16CodeUnits', 'unicodeCodePoints']),
      results: z.array(result),
    }),
  ]),
})

const rules = rulesOf(allPolicies)
const written = (...findings: readonly ReportedFinding[]) => {
  const [run] = log.parse(JSON.parse(toSarif(findings, rules))).runs
  return { driver: run.tool.driver, results: run.results }
}

describe('SARIF', () => {
  it('keeps to the schema, and every result names a rule with a help text', () => {
    const { driver, results } = written(finding, existing, excepted)
    for (const { ruleId, ruleIndex } of results) expect(driver.rules[ruleIndex]?.id).toBe(ruleId)
    for (const { help, id } of driver.rules) expect(help.text.length, id).toBeGreaterThan(20)
    expect(new Set(driver.rules.map(({ id }) => id)).size).toBe(driver.rules.length)
  })

  it('points at the region of a file whose name has to be escaped, and at the object', () => {
    const { results } = written(finding, existing)
    expect(results[0]?.locations[0]).toEqual({
      physicalLocation: { artifactLocation: { uri: 'a%2C%20b%3Ac/%C3%BCber.yaml' }, region },
      logicalLocations: [
        { fullyQualifiedName: 'Deployment team-a/serve spec.limits["amd.com/gpu"]', kind: 'resource' },
      ],
    })
    expect(results[1]?.locations[0]).not.toHaveProperty('physicalLocation')
  })

  it.each([
    ['./x/./y.yaml', 'x/y.yaml'],
    ['/abs/é.yaml', 'file:///abs/%C3%A9.yaml'],
    ['-', 'stdin'],
  ])('writes %s as %s', (file, uri) => {
    const { results } = written({ ...finding, place: { file, region } })
    expect(results[0]?.locations[0]?.physicalLocation?.artifactLocation.uri).toBe(uri)
  })

  it('keeps a fingerprint when lines above are added, and has another for another field', () => {
    const print = (one: ReportedFinding) => written(one).results[0]?.partialFingerprints
    const lower = { ...region, startLine: 30, endLine: 30 }
    expect(print({ ...finding, place: { file: 'a, b:c/über.yaml', region: lower } })).toEqual(print(finding))
    expect(print({ ...finding, path: 'spec' })).not.toEqual(print(finding))
  })

  it('suppresses what the platform excepted, with the reason', () => {
    expect(written(excepted).results[0]?.suppressions).toEqual([
      { kind: 'external', justification: 'exception trial of sam until 2027-01-01T00:00:00Z: a trial' },
    ])
  })
})
