/**
 * Hardware in words: `8xMI300X`, `2x8xMI300X` (two nodes), `64xMI300X/cpx_nps4`, several with commas between.
 * @module
 */
import { acceleratorByName, accelerators } from '../catalog/accelerators.ts'
import { type FieldError, notAllowed } from '../vocabulary/field-error.ts'
import { freeShape } from './assumed.ts'
import { type Hardware, type HardwareShape, shapeKey } from './hardware.ts'

const amdNames = accelerators.filter(({ vendor }) => vendor === 'amd').map(({ name }) => name)

/** Devices of one node, partitions counted; and nodes of one entry. */
const maxDevices = 256
const maxNodes = 100_000

/**
 * Nodes with every device free, equal ones added up; a name alone is one usual node. All problems at once, each with the entry as
 * its path; `hardware` is absent when there are any.
 */
export function parseHardware(text: string): {
  readonly hardware?: Hardware
  readonly errors: readonly FieldError[]
} {
  const parsed = text.split(',').map((entry) => parseEntry(entry.trim()))
  const errors = parsed.flatMap((result) => ('error' in result ? [result.error] : []))
  if (errors.length > 0) return { errors }
  const byKey = new Map<string, HardwareShape>()
  for (const result of parsed) {
    if ('error' in result) continue
    const key = shapeKey(result.shape)
    const before = byKey.get(key)
    byKey.set(key, before === undefined ? result.shape : add(before, result.shape))
  }
  return { hardware: { shapes: [...byKey.values()], unknownNodes: 0 }, errors: [] }
}

function add(a: HardwareShape, b: HardwareShape): HardwareShape {
  return {
    ...a,
    nodes: a.nodes + b.nodes,
    freeNodes: a.freeNodes.map((nodes, free) => nodes + (b.freeNodes[free] ?? 0)),
  }
}

function parseEntry(entry: string): { readonly shape: HardwareShape } | { readonly error: FieldError } {
  const match = /^(?:(\d+)\s*[x×*]\s*)?(?:(\d+)\s*[x×*]\s*)?([a-z][\w.-]*?)(?:\/([\w-]+))?$/i.exec(entry)
  const name = match?.[3]
  if (match === null || name === undefined) {
    const what = entry === '' ? 'an entry is empty' : `cannot read "${entry}"`
    return {
      error: {
        path: entry,
        message: what,
        fix: 'write GPUSxNAME, for example 8xMI300X or 2x8xMI300X for two nodes',
      },
    }
  }
  const accelerator = acceleratorByName(name)
  if (accelerator === undefined || accelerator.vendor !== 'amd')
    return { error: notAllowed(entry, 'accelerator', name, amdNames) }

  const partition = match[4]?.toLowerCase()
  const mode = accelerator.partitions.find((candidate) => candidate.name === partition)
  if (partition !== undefined && mode === undefined) {
    const names = accelerator.partitions.map((candidate) => candidate.name)
    const error =
      names.length === 0
        ? { path: entry, message: `${accelerator.name} cannot be partitioned` }
        : notAllowed(entry, `partition mode of ${accelerator.name}`, partition, names)
    return { error }
  }
  const [first, second] = [match[1], match[2]]
  const nodes = second === undefined ? 1 : Number(first)
  const usual = accelerator.devicesPerNode * (mode?.devices ?? 1)
  const gpusPerNode = first === undefined ? usual : Number(second ?? first)
  if (gpusPerNode < 1 || gpusPerNode > maxDevices)
    return { error: { path: entry, message: `a node has 1 to ${maxDevices} GPUs, not ${gpusPerNode}` } }
  if (nodes < 1 || nodes > maxNodes)
    return { error: { path: entry, message: `there can be 1 to ${maxNodes} nodes, not ${nodes}` } }
  const whole = mode === undefined || mode.devices === 1
  return { shape: freeShape(accelerator, { nodes, gpusPerNode, ...(whole ? {} : { partition: mode.name }) }) }
}
