/**
 * Lint: every rule over every recipe, AIMRecipe objects and recipe files alike.
 * @module
 */
import { parseAIMRecipe } from '../../api/aim/recipe.ts'
import { isRecipeFile, parseRecipeFile } from '../../api/aim/recipe-file.ts'
import { importRecipeFile } from '../../api/aim/recipe-import.ts'
import { defaultEngine } from '../../catalog/engines.ts'
import type { Engine } from '../../engines/settings.ts'
import { argumentFaults } from './argument-rules.ts'
import { duplicateFaults } from './duplicate-rules.ts'
import { environmentFaults } from './environment-rules.ts'
import { type Fault, type Finding, fault } from './finding.ts'
import { growthFaults } from './growth-rules.ts'
import { modelFaults, rowFaults } from './row-rules.ts'
import { sourceFaults } from './source-rules.ts'
import { type Subject, subjectOf } from './subject.ts'

/** Rules that look at one recipe, in the order their findings are told. */
const rules: readonly ((subject: Subject) => Fault[])[] = [
  modelFaults,
  rowFaults,
  argumentFaults,
  environmentFaults,
  growthFaults,
  sourceFaults,
]

export interface LintDocument {
  /** File as it was given. */
  readonly file: string
  readonly object: Readonly<Record<string, unknown>>
}

export interface LintOptions {
  /** Versions to read the arguments for. Default: the newest known of the recipe's engine. */
  readonly engines?: readonly Engine[]
}

interface Entry {
  readonly file: string
  /** Name of the object, or the id of the file's recipe, which both its engines share. */
  readonly name: string
  readonly subject: Subject
  readonly pathIn: (path: string) => string
  /** Recipe files have no place for a source: it is told, not held against them. */
  readonly sourceless: boolean
}

/** Whether lint has something to say about an object: an AIMRecipe or a recipe file, right or wrong. */
export function isLintable(object: LintDocument['object']): boolean {
  return object.kind === 'AIMRecipe' || isRecipeFile(object)
}

/** All findings, recipe by recipe in the order of the documents. Objects of other kinds are passed over. */
export function lint(documents: readonly LintDocument[], options: LintOptions = {}): Finding[] {
  const findings: Finding[] = []
  const entries: Entry[] = []
  for (const document of documents) {
    if (!isLintable(document.object)) continue
    const read =
      document.object.kind === 'AIMRecipe' ? readObject(document, options) : readFile(document, options)
    findings.push(...read.findings)
    entries.push(...read.entries)
  }
  const each = firstOfEach(entries)
  const duplicates = new Map(duplicateFaults(each).map((faults, index) => [each[index], faults]))
  for (const entry of entries) {
    const faults = [...rules.flatMap((rule) => rule(entry.subject)), ...(duplicates.get(entry) ?? [])]
    findings.push(...faults.map((found) => toFinding(entry, found)))
  }
  return unique(findings)
}

/** A recipe that is read for several versions is one recipe among the others. */
function firstOfEach(entries: readonly Entry[]): Entry[] {
  return entries.filter(
    (entry, index) => entries.findIndex(({ subject }) => subject.spec === entry.subject.spec) === index,
  )
}

interface Read {
  readonly findings: Finding[]
  readonly entries: Entry[]
}

function readObject({ file, object }: LintDocument, options: LintOptions): Read {
  const { recipe, errors, warnings } = parseAIMRecipe(object)
  const { name = '' } = (object.metadata ?? {}) as { name?: string }
  const findings = [
    ...errors.map(({ path, message, fix }) => fault('InvalidField', path, message, fix)),
    ...warnings.map(({ path, message, fix }) => fault('UnknownField', path, message, fix)),
  ].map((each) => ({ ...each, file, recipe: name }))
  if (recipe === undefined) return { findings, entries: [] }
  const entries = enginesFor(recipe.spec.backend, options).flatMap((engine) => {
    const subject = subjectOf(recipe, engine)
    return subject === undefined
      ? []
      : [{ file, name, subject, pathIn: (path: string) => path, sourceless: false }]
  })
  return { findings, entries }
}

function readFile({ file, object }: LintDocument, options: LintOptions): Read {
  const parsed = parseRecipeFile(object)
  const recipe = typeof object.recipe_id === 'string' ? object.recipe_id : ''
  const told = (faults: readonly Fault[]) => faults.map((each) => ({ ...each, file, recipe }))
  const invalid = parsed.errors.map(({ path, message, fix }) => fault('InvalidField', path, message, fix))
  if (parsed.file === undefined) return { findings: told(invalid), entries: [] }
  const { recipes, left, errors } = importRecipeFile(parsed.file)
  const findings = told([
    ...errors.map(({ path, message, fix }) => fault('InvalidField', path, message, fix)),
    ...left.map(({ path, message }) => fault('NoPlace', path, message)),
  ])
  const entries = recipes.flatMap(({ object: made, pathInFile }) =>
    enginesFor(made.spec.backend, options).flatMap((engine) => {
      const subject = subjectOf(made, engine)
      return subject === undefined
        ? []
        : [{ file, name: recipe, subject, pathIn: pathInFile, sourceless: true }]
    }),
  )
  return { findings, entries }
}

function enginesFor(backend: Engine['backend'], { engines = [] }: LintOptions): readonly Engine[] {
  const asked = engines.filter((engine) => engine.backend === backend)
  return asked.length === 0 ? [defaultEngine(backend)] : asked
}

function toFinding({ file, name, pathIn, sourceless }: Entry, each: Fault): Finding {
  const { severity, code, path, message, fix } = each
  const unplaced = sourceless && code === 'MissingSource'
  return {
    severity: unplaced ? 'info' : severity,
    code,
    file,
    recipe: name,
    path: pathIn(path),
    message,
    ...(unplaced ? { fix: 'give one when it is imported' } : fix === undefined ? {} : { fix }),
  }
}

function unique(findings: readonly Finding[]): Finding[] {
  const key = ({ file, recipe, path, code, message }: Finding) =>
    JSON.stringify([file, recipe, path, code, message])
  return [...new Map(findings.map((finding) => [key(finding), finding])).values()]
}
