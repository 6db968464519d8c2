/**
 * What a device of a node costs, as the platform says it on the node.
 * @module
 */
import { prefix } from '../vocabulary/names.ts'
import type { Labels } from './node-labels.ts'

/** Label with the price of one device for one hour, in whatever currency the platform uses on all its nodes: `2.45`. */
export const gpuHourCostLabel = `${prefix}/gpu-hour-cost`

/** The label's figure; `undefined` where it is absent or not a plain number of zero or more. */
export function gpuHourCost(labels: Labels): number | undefined {
  const text = labels[gpuHourCostLabel]
  return text !== undefined && /^\d+(?:\.\d+)?$/.test(text) ? Number(text) : undefined
}
