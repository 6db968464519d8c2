/**
 * How engines are called in messages.
 * @module
 */
import type { Backend } from '../catalog/recipe.ts'
import type { Engine } from './settings.ts'

/** Without a version. */
export const engineNames: Readonly<Record<Backend, string>> = { vllm: 'vLLM', sglang: 'SGLang' }

/** `vLLM 0.33.0`. */
export function engineName(engine: Engine): string {
  return `${engineNames[engine.backend]} ${engine.version}`
}
