/**
 * Environment variables, as containers have them.
 * @module
 */
import { z } from 'zod'
import type { FieldError } from '../../vocabulary/field-error.ts'
import type { DeepReadonly } from '../object.ts'
import type { Rule } from '../rule.ts'
import { keyedList } from './map.ts'
import { objectName } from './names.ts'
import { quantity } from './quantity.ts'

const keyOf = (what: string) =>
  z
    .object({
      name: objectName.describe(`Name of the ${what}, in the endpoint's namespace.`),
      key: z.string().min(1).max(253).describe('Key inside it.'),
      optional: z.boolean().optional().describe('Whether the pod may start without it.'),
    })
    .optional()
    .describe(`A key of a ${what}.`)

const valueFrom = z.object({
  secretKeyRef: keyOf('Secret'),
  configMapKeyRef: keyOf('ConfigMap'),
  fieldRef: z
    .object({
      apiVersion: z.string().max(32).optional().describe('Version of the path. Default v1.'),
      fieldPath: z.string().min(1).max(253).describe('For example metadata.name or status.podIP.'),
    })
    .optional()
    .describe('A field of the pod.'),
  resourceFieldRef: z
    .object({
      containerName: objectName.optional().describe("Container; the engine's own when left out."),
      resource: z.string().min(1).max(253).describe('For example limits.memory.'),
      divisor: quantity.optional().describe('Unit of the value. Default 1.'),
    })
    .optional()
    .describe('A resource of the container.'),
})

const environmentVariable = z.object({
  name: z
    .string()
    .max(253)
    .regex(/^[-._a-zA-Z][-._a-zA-Z0-9]*$/, 'a variable name (letters, digits, "_", "-", ".")')
    .describe('Name of the variable.'),
  value: z.string().max(8192).optional().describe('Its value. Exclusive with valueFrom.'),
  valueFrom: valueFrom.optional().describe('Where its value comes from; exactly one source.'),
})

/** At most 64 variables, no name twice. */
export const environment = keyedList(environmentVariable, 'name', 64)

type Environment = DeepReadonly<z.infer<typeof environment>>

const sources = ['secretKeyRef', 'configMapKeyRef', 'fieldRef', 'resourceFieldRef'] as const

const celOfItem = `!(has(e.value) && has(e.valueFrom)) && (!has(e.valueFrom) || [${sources
  .map((source) => `has(e.valueFrom.${source})`)
  .join(', ')}].filter(s, s).size() == 1)`

/** CEL over one environment, written `list`: every variable has at most one source. */
export const oneSourceCel = (list: string) => `${list}.all(e, ${celOfItem})`

export const oneSourceMessage = 'every variable has a value or exactly one source'

/** The variables of the environment at `path` that have more than one source, or an empty one. */
export function sourceProblems(
  variables: Environment | undefined,
  path: string,
): Pick<FieldError, 'path' | 'message'>[] {
  return (variables ?? []).flatMap(({ value, valueFrom: from }, index) => {
    const set = sources.filter((source) => from?.[source] !== undefined)
    const names = [...(value === undefined ? [] : ['value']), ...set]
    if (names.length > 1) return [{ path: `${path}[${index}]`, message: `has both ${names.join(' and ')}` }]
    if (from !== undefined && set.length === 0)
      return [{ path: `${path}[${index}].valueFrom`, message: `is empty (allowed: ${sources.join(', ')})` }]
    return []
  })
}

/** Every variable of the environment at `path` has one source at most. */
export function oneSource<T>(path: string, read: (value: T) => Environment | undefined): Rule<T> {
  return {
    path,
    cel: `!has(self.${path}) || ${oneSourceCel(`self.${path}`)}`,
    message: oneSourceMessage,
    violations: (value) => sourceProblems(read(value), path),
  }
}
