import { describe, expect, it } from 'vitest'
import { z } from 'zod'
import { boundedMap, keyedList } from '../../src/api/fields/map.ts'
import { SchemaError, schemaAt, structuralSchema } from '../../src/api/structural-schema.ts'

const field = (schema: z.ZodType) =>
  structuralSchema(z.object({ field: schema.optional().describe('A field.') })).properties?.field

describe('structuralSchema', () => {
  it('keeps types, bounds, enumerations, defaults and what is required', () => {
    const schema = z.object({
      word: z.enum(['a', 'b']).describe('Word.'),
      count: z.int().min(1).max(8).default(1).describe('Count.'),
    })
    expect(structuralSchema(schema)).toEqual({
      type: 'object',
      properties: {
        word: { type: 'string', description: 'Word.', enum: ['a', 'b'] },
        count: {
          type: 'integer',
          format: 'int32',
          description: 'Count.',
          default: 1,
          minimum: 1,
          maximum: 8,
        },
      },
      required: ['word'],
    })
  })

  it('leaves out the bounds of JavaScript numbers', () => {
    expect(field(z.int().min(0))).toEqual({
      type: 'integer',
      format: 'int64',
      description: 'A field.',
      minimum: 0,
    })
    expect(field(z.int32())).toEqual({ type: 'integer', format: 'int32', description: 'A field.' })
  })

  it('turns a number or text into the int-or-string form', () => {
    expect(
      field(
        z.union([
          z.int().min(0),
          z
            .string()
            .max(8)
            .regex(/^[0-9]+$/),
        ]),
      ),
    ).toEqual({
      'x-kubernetes-int-or-string': true,
      description: 'A field.',
      minimum: 0,
      maxLength: 8,
      pattern: '^[0-9]+$',
    })
  })

  it('keeps maps and keyed lists', () => {
    expect(field(boundedMap(z.string().max(9), 4))).toMatchObject({
      type: 'object',
      maxProperties: 4,
      additionalProperties: { type: 'string', maxLength: 9 },
    })
    expect(
      field(keyedList(z.object({ name: z.string().max(9).describe('Name.') }), 'name', 4)),
    ).toMatchObject({
      type: 'array',
      maxItems: 4,
      'x-kubernetes-list-type': 'map',
      'x-kubernetes-list-map-keys': ['name'],
    })
  })

  it('names some fields and leaves the others to the parser only where that is said', () => {
    const open = z
      .object({ name: z.boolean().describe('Name.') })
      .catchall(z.union([z.number(), z.boolean()]))
    expect(field(open.meta({ 'x-kubernetes-preserve-unknown-fields': true }))).toMatchObject({
      properties: { name: { type: 'boolean' } },
      'x-kubernetes-preserve-unknown-fields': true,
    })
    expect(() => field(open)).toThrow(SchemaError)
  })

  it('keeps the format of a time and not its pattern', () => {
    expect(field(z.iso.datetime())).toEqual({ type: 'string', format: 'date-time', description: 'A field.' })
  })

  it.for<[string, z.ZodType, RegExp]>([
    [
      'a refinement',
      z
        .string()
        .max(9)
        .refine(() => true),
      /refinement/,
    ],
    ['a refinement of an object', z.object({}).refine(() => true), /refinement/],
    ['a union of objects', z.union([z.object({}), z.object({})]), /only union/],
    ['a number or any text', z.union([z.string().max(9), z.int()]), /only union/],
    ['anything', z.unknown(), /no type/],
    ['the flags of a pattern', z.string().max(9).regex(/a/i), /flags/],
    [
      'look-ahead',
      z
        .string()
        .max(9)
        .regex(/^(?!a)/),
      /Go cannot read/,
    ],
    ['a list without a bound', z.array(z.boolean()), /maxItems/],
    ['a map without a bound', z.record(z.string(), z.boolean()), /maxProperties/],
    ['text without a bound', z.string(), /maxLength/],
    ['a strict object', z.strictObject({}), /drops unknown fields/],
    ['a field without a description', z.object({ inner: z.boolean() }), /field\.inner: no description/],
    ['a transform', z.string().max(9).transform(Number), /cannot change values/],
    ['a coercion', z.coerce.number(), /cannot change values/],
    ['a catch', z.boolean().catch(true), /cannot change values/],
    ['a trim', z.string().max(9).trim(), /cannot change values/],
    ['two patterns', z.string().max(9).regex(/a/).regex(/b/), /allOf/],
  ])('refuses %s', ([, schema, message]) => {
    expect(() => field(schema)).toThrow(SchemaError)
    expect(() => field(schema)).toThrow(message)
  })

  it('refuses what zod itself cannot write down', () => {
    expect(() => field(z.bigint())).toThrow()
    expect(() => field(z.date())).toThrow()
  })
})

describe('schemaAt', () => {
  it('follows fields, list entries and map keys', () => {
    const schema = structuralSchema(
      z.object({
        list: z
          .array(z.object({ map: boundedMap(z.boolean(), 2).describe('Map.') }))
          .max(2)
          .describe('List.'),
      }),
    )
    expect(schemaAt(schema, ['list', 0, 'map', 'any'])).toEqual({ type: 'boolean' })
    expect(schemaAt(schema, ['nothing', 'there'])).toBeUndefined()
  })
})
