/**
 * The nodes of a sandbox when nobody asks for others.
 * @module
 */
import type { NodeSpec } from './node-spec.ts'
import { parseNodes } from './nodes-input.ts'

/**
 * The shapes one meets: every current part, a node in CPX/NPS4 under the mixed naming strategy, one without GPUs, and
 * labellers old and new.
 */
export const defaultNodes: readonly NodeSpec[] = parseNodes([
  { accelerator: 'MI300X' },
  { accelerator: 'MI300X', labeller: 'legacy' },
  { accelerator: 'MI325X' },
  { accelerator: 'MI355X' },
  { accelerator: 'MI250', labeller: 'legacy' },
  { accelerator: 'MI300X', partition: 'cpx_nps4', naming: 'mixed' },
  { accelerator: 'none' },
]).nodes
