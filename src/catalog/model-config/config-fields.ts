/**
 * Reading of an untrusted `config.json`: every field with its path, every problem collected.
 * @module
 */

/** One thing wrong with a document. */
export interface ConfigProblem {
  /** `text_config.num_hidden_layers`. */
  readonly path: string
  readonly message: string
}

/** More of anything than any model has: a limit against documents that would fill the memory of the reader. */
const most = 1e9

function shown(value: unknown): string {
  const text = JSON.stringify(value) ?? String(value)
  return text.length > 40 ? `${text.slice(0, 37)}…` : text
}

function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

/**
 * The fields of one object of the document. A field of the wrong type is noted in `problems` and read as its fallback
 * (a dimension as 1), so that one reading finds them all; whoever made the fields then discards the result.
 * `null` counts as absent, as it does for transformers.
 */
export class ConfigFields {
  private readonly fields: Readonly<Record<string, unknown>>
  private readonly path: string
  readonly problems: ConfigProblem[]

  private constructor(fields: Readonly<Record<string, unknown>>, path: string, problems: ConfigProblem[]) {
    this.fields = fields
    this.path = path
    this.problems = problems
  }

  /** The root of a document; `undefined` (and a problem) where it is no object. */
  static root(document: unknown, problems: ConfigProblem[]): ConfigFields | undefined {
    if (isRecord(document)) return new ConfigFields(document, '', problems)
    problems.push({ path: '', message: `must be an object, is ${shown(document)}` })
    return undefined
  }

  pathOf(key: string): string {
    return this.path === '' ? key : `${this.path}.${key}`
  }

  /** Notes a problem once, however often its field is read. */
  problem(key: string, message: string): void {
    const path = this.pathOf(key)
    if (!this.problems.some((known) => known.path === path && known.message === message))
      this.problems.push({ path, message })
  }

  get(key: string): unknown {
    return Object.hasOwn(this.fields, key) ? (this.fields[key] ?? undefined) : undefined
  }

  has(key: string): boolean {
    return this.get(key) !== undefined
  }

  keys(): readonly string[] {
    return Object.keys(this.fields)
  }

  /** The first of the names that is there, or the first name. */
  named(...names: readonly [string, ...string[]]): string {
    return names.find((name) => this.has(name)) ?? names[0]
  }

  /** A dimension: a whole number of 1 or more. */
  dimension(key: string, fallback?: number): number {
    return this.whole(key, 1, fallback)
  }

  /** A number of things that may be none. */
  count(key: string, fallback?: number): number {
    return this.whole(key, 0, fallback)
  }

  flag(key: string, fallback: boolean): boolean {
    const value = this.get(key)
    if (value === undefined || typeof value === 'boolean') return value ?? fallback
    this.problem(key, `must be true or false, is ${shown(value)}`)
    return fallback
  }

  number(key: string, fallback: number): number {
    const value = this.get(key)
    if (value === undefined || (typeof value === 'number' && Number.isFinite(value))) return value ?? fallback
    this.problem(key, `must be a number, is ${shown(value)}`)
    return fallback
  }

  text(key: string): string | undefined {
    const value = this.get(key)
    if (value === undefined || typeof value === 'string') return value
    this.problem(key, `must be a text, is ${shown(value)}`)
    return undefined
  }

  texts(key: string): readonly string[] | undefined {
    const list = this.list(key)
    if (list?.every((entry) => typeof entry === 'string')) return list
    if (list) this.problem(key, `must be a list of texts, is ${shown(list)}`)
    return undefined
  }

  numbers(key: string): readonly number[] | undefined {
    const list = this.list(key)
    if (list?.every((entry) => typeof entry === 'number')) return list
    if (list) this.problem(key, `must be a list of numbers, is ${shown(list)}`)
    return undefined
  }

  /** An object below; `undefined` where it is absent. */
  child(key: string): ConfigFields | undefined {
    const value = this.get(key)
    if (value === undefined) return undefined
    if (isRecord(value)) return new ConfigFields(value, this.pathOf(key), this.problems)
    this.problem(key, `must be an object, is ${shown(value)}`)
    return undefined
  }

  /** A list of objects; `undefined` where it is absent. */
  children(key: string): readonly ConfigFields[] | undefined {
    const list = this.list(key)
    if (list === undefined) return undefined
    return list.flatMap((entry, index) => {
      if (isRecord(entry)) return [new ConfigFields(entry, `${this.pathOf(key)}[${index}]`, this.problems)]
      this.problem(`${key}[${index}]`, `must be an object, is ${shown(entry)}`)
      return []
    })
  }

  private list(key: string): readonly unknown[] | undefined {
    const value = this.get(key)
    if (value === undefined || Array.isArray(value)) return value
    this.problem(key, `must be a list, is ${shown(value)}`)
    return undefined
  }

  private whole(key: string, least: number, fallback: number | undefined): number {
    const value = this.get(key)
    if (value === undefined && fallback !== undefined) return fallback
    if (typeof value === 'number' && Number.isSafeInteger(value) && value >= least && value <= most)
      return value
    const wanted = `must be a whole number of ${least} or more`
    this.problem(key, value === undefined ? `is missing: ${wanted}` : `${wanted}, is ${shown(value)}`)
    return fallback ?? least
  }
}
