/**
 * How people ask for nodes: a shorthand on the command line, or a YAML or JSON document.
 * @module
 */
import { parse } from 'yaml'
import { z } from 'zod'
import { acceleratorByName, accelerators } from '../catalog/accelerators.ts'
import { type FieldError, notAllowed } from '../vocabulary/field-error.ts'
import { parseQuantity } from '../vocabulary/quantity.ts'
import type { NodeSpec } from './node-spec.ts'

export interface ParsedNodes {
  readonly nodes: readonly NodeSpec[]
  /** All of them; when there are any, `nodes` is not to be used. */
  readonly errors: readonly FieldError[]
}

/** A two-socket host of an 8-GPU board. */
const host = { cpu: '192', memory: '2Ti' } as const
const maxCount = 5_000
const offered = accelerators.filter((part) => part.vendor === 'amd')
const none = 'none'
const acceleratorNames = [...offered.map((part) => part.name), none]

const labelKey = /^([a-z0-9.-]+\/)?[A-Za-z0-9]([\w.-]{0,61}[A-Za-z0-9])?$/
const labelText = /^([A-Za-z0-9]([\w.-]{0,61}[A-Za-z0-9])?)?$/

const quantity = z
  .string()
  .refine((text) => (parseQuantity(text) ?? 0) > 0, 'not a positive quantity such as 64 or 512Gi')
const nodeSchema = z.strictObject({
  accelerator: z.string(),
  count: z.int().min(1).max(maxCount).default(1),
  gpusPerNode: z.int().min(1).max(64).optional(),
  partition: z.string().optional(),
  naming: z.enum(['single', 'mixed']).default('single'),
  labeller: z.enum(['current', 'legacy']).default('current'),
  cpu: z.union([z.int().min(1).transform(String), quantity]).default(host.cpu),
  memory: quantity.default(host.memory),
  labels: z.record(z.string(), z.string()).default({}),
  taints: z
    .array(
      z.strictObject({
        key: z.string().min(1),
        value: z.string().optional(),
        effect: z.enum(['NoSchedule', 'PreferNoSchedule', 'NoExecute']),
      }),
    )
    .default([]),
})

/** The value of `--nodes` when it is no file: `mi300x=200,mi355x=4,none=2`. */
export function parseNodesShorthand(text: string): ParsedNodes {
  const errors: FieldError[] = []
  const entries = text.split(',').map((item) => {
    const [accelerator = '', count = '', ...more] = item.split('=').map((part) => part.trim())
    const readable = /^\d+$/.test(count) && more.length === 0
    if (!readable) {
      errors.push({
        path: '--nodes',
        message: `cannot read ${JSON.stringify(item.trim())}`,
        fix: 'write ACCELERATOR=COUNT, such as mi300x=2, or name a file',
      })
    }
    return { accelerator, count: readable ? Number(count) : Number.NaN }
  })
  const readable = entries.filter(({ count }) => Number.isFinite(count))
  const parsed = parseNodes(readable, (index) => `--nodes ${readable[index]?.accelerator}`)
  // the shorthand has no field names
  const wrong = parsed.errors.map((error) => ({ ...error, path: error.path.replace(/\.\w+$/, '') }))
  return { nodes: parsed.nodes, errors: [...errors, ...wrong] }
}

/** A YAML or JSON document: the list of nodes, or an object with the list under `nodes`. */
export function parseNodesDocument(text: string): ParsedNodes {
  let document: unknown
  try {
    document = parse(text)
  } catch (error) {
    return {
      nodes: [],
      errors: [{ path: '', message: `not YAML: ${(error as Error).message.split('\n')[0]}` }],
    }
  }
  const list = Array.isArray(document) ? document : (document as { nodes?: unknown } | null)?.nodes
  if (!Array.isArray(list) || list.length === 0) {
    const fix = 'write a list such as [{accelerator: MI300X, count: 2}]'
    return { nodes: [], errors: [{ path: 'nodes', message: 'no list of nodes', fix }] }
  }
  return parseNodes(list)
}

/** Entries as a document has them. */
export function parseNodes(
  entries: readonly unknown[],
  pathOf: (index: number) => string = (index) => `nodes[${index}]`,
): ParsedNodes {
  const errors: FieldError[] = []
  const nodes = entries.flatMap((entry, index) => {
    const parsed = nodeSchema.safeParse(entry, { reportInput: true })
    if (!parsed.success) {
      const { issues } = parsed.error
      const misspelt = issues.some(({ code }) => code === 'unrecognized_keys')
      // a misspelt accelerator is not missing as well
      const told = issues.filter(
        ({ path, input }) => !(misspelt && path[0] === 'accelerator' && input === undefined),
      )
      errors.push(...told.flatMap((issue) => fieldErrors(pathOf(index), issue)))
      return []
    }
    const { accelerator: name, ...rest } = parsed.data
    const accelerator = acceleratorByName(name)
    if (accelerator?.vendor !== 'amd' && name.toLowerCase() !== none) {
      errors.push(notAllowed(`${pathOf(index)}.accelerator`, 'accelerator', name, acceleratorNames))
      return []
    }
    const spec = { ...rest, accelerator, gpusPerNode: rest.gpusPerNode ?? accelerator?.devicesPerNode ?? 0 }
    errors.push(...contradictions(spec, pathOf(index)))
    return [spec]
  })
  return { nodes, errors }
}

function contradictions(spec: NodeSpec, path: string): readonly FieldError[] {
  const errors: FieldError[] = []
  const { accelerator, partition, labels } = spec
  if (accelerator === undefined && spec.gpusPerNode > 0)
    errors.push({ path: `${path}.gpusPerNode`, message: 'a node without an accelerator has no GPUs' })
  const modes = accelerator?.partitions.map((mode) => mode.name) ?? []
  if (partition !== undefined && modes.length === 0) {
    const message = `${accelerator?.name ?? 'a node without an accelerator'} cannot be partitioned`
    errors.push({ path: `${path}.partition`, message })
  } else if (partition !== undefined && !modes.includes(partition)) {
    errors.push(notAllowed(`${path}.partition`, 'partition', partition, modes))
  }
  for (const [key, value] of Object.entries(labels)) {
    if (!labelKey.test(key))
      errors.push({ path: `${path}.labels`, message: `${JSON.stringify(key)} is not a label key` })
    if (!labelText.test(value))
      errors.push({ path: `${path}.labels.${key}`, message: `${JSON.stringify(value)} is not a label value` })
  }
  return errors
}

type Issue = z.core.$ZodIssue

function fieldErrors(path: string, issue: Issue): readonly FieldError[] {
  const at = [path, ...issue.path.map(String)].join('.')
  const allowed = issue.path[0] === 'taints' ? ['key', 'value', 'effect'] : Object.keys(nodeSchema.shape)
  if (issue.code === 'unrecognized_keys')
    return issue.keys.map((key) => notAllowed(at, 'field', key, allowed))
  if (issue.code === 'invalid_union') return [{ path: at, message: 'not a quantity such as 64 or "64"' }]
  if (issue.code === 'invalid_value' && typeof issue.input === 'string')
    return [notAllowed(at, 'value', issue.input, issue.values.map(String))]
  return [{ path: at, message: issue.message.charAt(0).toLowerCase() + issue.message.slice(1) }]
}
