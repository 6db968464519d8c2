/**
 * zod → the structural schema that a CustomResourceDefinition wants. What cannot be said there is refused, never dropped.
 * Source: "Specifying a structural schema" in the Kubernetes documentation of custom resources.
 * @module
 */
import { z } from 'zod'
import { formatPath } from './field-path.ts'

export interface StructuralSchema {
  readonly type?: 'object' | 'array' | 'string' | 'integer' | 'number' | 'boolean'
  readonly description?: string
  readonly properties?: Readonly<Record<string, StructuralSchema>>
  readonly required?: readonly string[]
  readonly items?: StructuralSchema
  readonly additionalProperties?: StructuralSchema
  readonly enum?: readonly unknown[]
  readonly default?: unknown
  readonly format?: string
  readonly pattern?: string
  readonly minimum?: number
  readonly maximum?: number
  readonly minLength?: number
  readonly maxLength?: number
  readonly minItems?: number
  readonly maxItems?: number
  readonly maxProperties?: number
  readonly 'x-kubernetes-int-or-string'?: boolean
  readonly 'x-kubernetes-list-type'?: 'atomic' | 'set' | 'map'
  readonly 'x-kubernetes-list-map-keys'?: readonly string[]
  readonly 'x-kubernetes-map-type'?: 'atomic' | 'granular'
  /** Fields beside the named ones are kept as they are; what they may hold is for the parser to say. */
  readonly 'x-kubernetes-preserve-unknown-fields'?: boolean
  readonly 'x-kubernetes-validations'?: readonly Readonly<Record<string, string>>[]
}

/** A schema that the API server would refuse or weaken. A mistake of the programmer, found when CRDs are generated. */
export class SchemaError extends Error {
  override readonly name = 'SchemaError'
}

type Json = Readonly<Record<string, unknown>>

const copied = [
  'description',
  'enum',
  'default',
  'pattern',
  'minLength',
  'maxLength',
  'minItems',
  'maxItems',
  'maxProperties',
  'required',
  'x-kubernetes-list-type',
  'x-kubernetes-list-map-keys',
  'x-kubernetes-map-type',
  'x-kubernetes-preserve-unknown-fields',
] as const

const handled = new Set<string>([
  ...copied,
  'type',
  'format',
  'minimum',
  'maximum',
  'properties',
  'items',
  'additionalProperties',
  'anyOf',
])

const isRecord = (value: unknown): value is Json =>
  typeof value === 'object' && value !== null && !Array.isArray(value)

/**
 * The structural schema of a zod schema, input side.
 * @throws {SchemaError} for unions, refinements without a structural counterpart, patterns that Go cannot read,
 *   and for lists, maps and strings without a bound (CEL cost) or fields without a description (`kubectl explain`).
 */
export function structuralSchema(schema: z.ZodType): StructuralSchema {
  const json: unknown = z.toJSONSchema(schema, {
    io: 'input',
    target: 'openapi-3.0',
    override: ({ zodSchema, jsonSchema, path }) => refuseLost(zodSchema._zod.def, jsonSchema, path),
  })
  if (!isRecord(json)) throw new SchemaError('the schema gave no object')
  return convert(json, [])
}

/** Schemas that change the value they are given: what the API server keeps would not be what we parse. */
const changing = new Set(['pipe', 'transform', 'catch', 'lazy'])

/** zod drops refinements, changes of the value and the flags of patterns without a word. */
function refuseLost(def: z.core.$ZodTypeDef, json: object, path: readonly PropertyKey[]): void {
  const where = formatPath('', path) || 'the schema'
  if (changing.has(def.type) || Reflect.get(def, 'coerce') === true)
    throw new SchemaError(`${where}: the API server cannot change values as ${def.type} does`)
  for (const check of def.checks ?? []) {
    const { check: name } = check._zod.def
    if (name === 'overwrite') throw new SchemaError(`${where}: the API server cannot change values`)
    if (name === 'custom' && !('maxProperties' in json) && !('x-kubernetes-list-map-keys' in json))
      throw new SchemaError(`${where}: a refinement says nothing to the API server; write a rule with CEL`)
    const pattern: unknown = Reflect.get(check._zod.def, 'pattern')
    if (pattern instanceof RegExp && pattern.flags !== '')
      throw new SchemaError(`${where}: the flags of ${String(pattern)} would be lost`)
  }
}

function convert(json: Json, path: readonly string[]): StructuralSchema {
  const where = path.join('.') || 'the schema'
  const refuse = (why: string): never => {
    throw new SchemaError(`${where}: ${why}`)
  }
  for (const key of Object.keys(json)) {
    if (!handled.has(key)) refuse(`${key} has no place in a structural schema`)
  }
  const converted: Record<string, unknown> = {}
  for (const key of copied) if (json[key] !== undefined) converted[key] = json[key]
  if (json.anyOf !== undefined) Object.assign(converted, intOrString(json.anyOf, refuse))
  else {
    converted.type = json.type ?? refuse('no type')
    Object.assign(converted, numberBounds(json), format(json))
  }
  if (json.pattern !== undefined && json.format === 'date-time') delete converted.pattern
  if (isRecord(json.properties)) {
    const properties: Record<string, StructuralSchema> = {}
    for (const [name, property] of Object.entries(json.properties)) {
      if (!isRecord(property)) throw new SchemaError(`${where}.${name}: not a schema`)
      const inner = convert(property, [...path, name])
      if (inner.description === undefined)
        throw new SchemaError(`${[...path, name].join('.')}: no description`)
      properties[name] = inner
    }
    converted.properties = properties
  }
  if (json.additionalProperties === false)
    refuse('the API server drops unknown fields, it does not refuse them')
  if (isRecord(json.items)) converted.items = convert(json.items, [...path, '[]'])
  if (isRecord(json.additionalProperties) && converted['x-kubernetes-preserve-unknown-fields'] !== true) {
    if (json.properties !== undefined) refuse('additional properties beside named ones')
    converted.additionalProperties = convert(json.additionalProperties, [...path, '{}'])
  }
  const result: StructuralSchema = converted
  lint(result, refuse)
  return result
}

/** The one union that structural schemas know. Bounds of both branches apply to whichever type is there. */
function intOrString(branches: unknown, refuse: (why: string) => never): Partial<StructuralSchema> {
  const [integer, text, ...more] = Array.isArray(branches) ? branches.filter(isRecord) : []
  if (integer?.type !== 'integer' || text?.type !== 'string' || more.length > 0)
    return refuse('the only union is z.union([integer, string])')
  const bounds = numberBounds(integer)
  return {
    'x-kubernetes-int-or-string': true,
    ...(bounds.minimum === undefined ? {} : { minimum: bounds.minimum }),
    ...(bounds.maximum === undefined ? {} : { maximum: bounds.maximum }),
    ...(typeof text.pattern === 'string' ? { pattern: text.pattern } : {}),
    ...(typeof text.maxLength === 'number' ? { maxLength: text.maxLength } : {}),
  }
}

const int32 = { minimum: -(2 ** 31), maximum: 2 ** 31 - 1 }

function numberBounds(json: Json): Partial<StructuralSchema> {
  const { minimum, maximum } = json
  const safe = (bound: unknown): bound is number =>
    typeof bound === 'number' && Math.abs(bound) !== Number.MAX_SAFE_INTEGER
  return {
    ...(json.type === 'integer'
      ? { format: safe(maximum) && maximum <= int32.maximum ? 'int32' : 'int64' }
      : {}),
    ...(safe(minimum) && minimum !== int32.minimum ? { minimum } : {}),
    ...(safe(maximum) && maximum !== int32.maximum ? { maximum } : {}),
  }
}

function format(json: Json): Partial<StructuralSchema> {
  return typeof json.format === 'string' ? { format: json.format } : {}
}

function lint(schema: StructuralSchema, refuse: (why: string) => never): void {
  if (schema.type === 'array' && schema.maxItems === undefined) refuse('a list without maxItems')
  if (schema.additionalProperties !== undefined && schema.maxProperties === undefined)
    refuse('a map without maxProperties')
  const bounded = schema.maxLength ?? schema.enum ?? schema.format
  if ((schema.type === 'string' || schema['x-kubernetes-int-or-string']) && bounded === undefined)
    refuse('text without maxLength')
  // Go's regular expressions have no look-around and no back references.
  if (schema.pattern !== undefined && /\(\?[=!<]|\\[1-9]/.test(schema.pattern))
    refuse(`Go cannot read the pattern ${schema.pattern}`)
}

/** The schema at a path below, `undefined` where there is none. */
export function schemaAt(
  schema: StructuralSchema,
  steps: readonly PropertyKey[],
): StructuralSchema | undefined {
  let found: StructuralSchema | undefined = schema
  for (const step of steps) {
    found =
      typeof step === 'number'
        ? found?.items
        : (found?.properties?.[String(step)] ?? found?.additionalProperties)
  }
  return found
}
