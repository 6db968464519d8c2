/**
 * How engines are called in messages.
 * @module
 */
import type { Backend } from '../catalog/recipe.ts'
import type { Engine } from './settings.ts'

const names: Readonly<Record<Backend, string>> = { vllm: 'vLLM', sglang: 'SGLang' }

/** `vLLM 0.33.0`. */
export function engineName(engine: Engine): string {
  return `${names[engine.backend]} ${engine.version}`
}
