/**
 * The lists of names in a `quantization_config`: plain names, globs and `re:` patterns.
 * @module
 */
import { encoderWord, type NamedModule } from './module-names.ts'

/** What the decoder's layers may be nested in; patterns are written against the full name. */
const roots = ['', 'model.', 'model.language_model.', 'language_model.model.', 'language_model.', 'backbone.']

export type ModuleMatcher = (module: NamedModule) => boolean

export interface PatternList {
  readonly matches: ModuleMatcher
  /** Patterns that are no valid expression. */
  readonly invalid: readonly string[]
}

/** `a.b` is, or lies within, `pattern`, on whole words. */
const within = (name: string, pattern: string) => `.${name}.`.includes(`.${pattern}.`)

/** Text of a glob as an expression; only `*` and `?` mean something. */
function globSource(glob: string): string {
  return glob
    .replace(/[.+^${}()|[\]\\]/g, '\\$&')
    .replaceAll('*', '.*')
    .replaceAll('?', '.')
}

interface Tests {
  /** Names within any module. */
  readonly names: string[]
  /** Layer → names within that layer; the empty name is the whole layer. */
  readonly inLayer: Map<number, string[]>
  /** Layer → expressions that can match in that layer only. */
  readonly expressionsInLayer: Map<number, RegExp[]>
  readonly expressions: RegExp[]
  readonly encoder: { named: boolean }
}

function add<T>(map: Map<number, T[]>, layer: number, value: T): void {
  const list = map.get(layer)
  if (list) list.push(value)
  else map.set(layer, [value])
}

function addName(tests: Tests, name: string): void {
  const layered = /(?:^|\.)layers\.(\d+)(?:\.(.+))?$/.exec(name)
  const before = layered ? name.slice(0, layered.index) : name
  if (encoderWord.test(before)) tests.encoder.named = true
  else if (layered) add(tests.inLayer, Number(layered[1]), layered[2] ?? '')
  else tests.names.push(name)
}

function addExpression(tests: Tests, source: string, layer: number | undefined): void {
  const expression = new RegExp(source)
  if (layer === undefined) tests.expressions.push(expression)
  else add(tests.expressionsInLayer, layer, expression)
}

/** The layer a glob names with both ends fixed, `model.layers.7.mlp*`; `layers.1*` is 1 and 10 to 19. */
function layerOfGlob(glob: string): number | undefined {
  const layer = /(?:^|\.)layers\.(\d+)\./.exec(glob)?.[1]
  return layer === undefined ? undefined : Number(layer)
}

function matcher(tests: Tests): ModuleMatcher {
  return ({ cls, layer, names }) => {
    if (cls === 'encoder' && tests.encoder.named) return true
    const own = layer === undefined ? [] : (tests.inLayer.get(layer) ?? [])
    const expressions =
      layer === undefined
        ? tests.expressions
        : [...(tests.expressionsInLayer.get(layer) ?? []), ...tests.expressions]
    return names.some((name) => {
      if (own.some((part) => part === '' || name === part || name.startsWith(`${part}.`))) return true
      if (tests.names.some((part) => within(name, part))) return true
      if (expressions.length === 0) return false
      const full = roots.map((root) => (layer === undefined ? root + name : `${root}layers.${layer}.${name}`))
      return expressions.some((expression) => full.some((text) => expression.test(text)))
    })
  }
}

/**
 * Reads a list. A plain name covers what it contains: `self_attn` every attention, `model.layers.3` that layer. A glob covers the
 * whole name, a `re:` pattern begins where the name begins, as Python's `re.match` does.
 */
export function patternList(patterns: readonly string[]): PatternList {
  const tests: Tests = {
    names: [],
    inLayer: new Map(),
    expressionsInLayer: new Map(),
    expressions: [],
    encoder: { named: false },
  }
  const invalid = patterns.filter((pattern) => {
    if (!pattern.startsWith('re:')) {
      if (pattern.includes('*')) addExpression(tests, `^${globSource(pattern)}$`, layerOfGlob(pattern))
      else addName(tests, pattern)
      return false
    }
    try {
      addExpression(tests, `^(?:${pattern.slice(3)})`, undefined)
      return false
    } catch {
      return true
    }
  })
  return { matches: matcher(tests), invalid }
}
