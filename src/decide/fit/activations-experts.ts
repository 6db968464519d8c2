/**
 * Buffers of an expert layer: every token is there once for each expert it is dealt to.
 * Source: vLLM `fused_moe/fused_moe.py`, `modular_kernel.py`, `experts/triton_moe.py` and `experts/rocm_aiter_moe.py`.
 * @module
 */
import type { ExpertWorkspace } from '../../catalog/engines.ts'
import type { Experts } from '../../catalog/model-shape.ts'
import type { LayerSplit } from './activations-layer.ts'

/** Elements, of all tokens of a step. */
export function expertWorkspaceElements(
  experts: Experts,
  workspace: ExpertWorkspace,
  batchedTokens: number,
  { hiddenSize, tensorParallel, expertParallel }: LayerSplit,
): number {
  const width = experts.width / (expertParallel ? 1 : tensorParallel)
  const first = width * (experts.gated ? 2 : 1)
  const size = experts.latentSize ?? hiddenSize
  const dealt = Math.min(batchedTokens, workspace.chunk) * experts.topK
  switch (workspace.form) {
    case 'shared':
      return dealt * (Math.max(first, size) + width)
    case 'split':
      return dealt * (Math.max(width, size) + Math.max(first, size))
    case 'fused':
      return dealt * width
  }
}
