/**
 * How many devices an engine's settings use.
 * @module
 */
import type { Engine, EngineSettings } from './settings.ts'

/** Tensor × pipeline × data parallel; sizes nobody sets are 1. SGLang's data parallel attention shares the tensor parallel ranks. */
export function ranksOf({ backend }: Pick<Engine, 'backend'>, settings: EngineSettings): number {
  const shared = backend === 'sglang' && settings.other['enable-dp-attention'] === true
  const { tensorParallel = 1, pipelineParallel = 1, dataParallel = 1 } = settings
  return tensorParallel * pipelineParallel * (shared ? 1 : dataParallel)
}
