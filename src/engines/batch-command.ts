/**
 * vLLM as a program that ends: a file of requests run through the model, or a measurement of its throughput where there is none.
 * Sources: `vllm/entrypoints/openai/run_batch.py`, `vllm/benchmarks/throughput.py`, 0.11 to 0.33.
 * @module
 */
import type { Engine, EngineSettings } from './settings.ts'
import { writeArguments } from './write.ts'

export interface BatchInput {
  readonly modelId: string
  readonly settings: EngineSettings
  /** URL or path of the requests, and of the answers. Absent: the throughput is measured. */
  readonly batch?: { readonly input: string; readonly output: string }
}

/** Arguments of the API server, which neither program takes. */
const serverOnly = new Set([
  'chat-template',
  'enable-auto-tool-choice',
  'enable-prompt-tokens-details',
  'host',
  'port',
  'response-role',
  'served-model-name',
  'tool-call-parser',
  'tool-parser-plugin',
])

/** A measurement that ends within minutes on any Instinct GPU. Lengths in tokens. */
const measured = { prompts: 1000, input: 512, output: 128 }

/** The container's command. */
export function batchCommand(engine: Engine, { modelId, settings, batch }: BatchInput): string[] {
  const program =
    batch === undefined
      ? ['vllm', 'bench', 'throughput', '--dataset-name=random']
      : ['vllm', 'run-batch', `--input-file=${batch.input}`, `--output-file=${batch.output}`]
  const work =
    batch === undefined
      ? [
          `--num-prompts=${measured.prompts}`,
          `--input-len=${measured.input}`,
          `--output-len=${measured.output}`,
        ]
      : []
  const other = Object.fromEntries(Object.entries(settings.other).filter(([name]) => !serverOnly.has(name)))
  // the server's own, which the list of arguments always has
  const [, ...args] = writeArguments(engine, { modelId, settings: { ...settings, other }, host: '', port: 0 })
  const named = args.filter((word) => word !== '--host=' && word !== '--port=0')
  return [...program, ...work, `--model=${modelId}`, ...named]
}
