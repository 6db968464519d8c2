/**
 * `vllm.engineArgs`: engine arguments as a map, and the list that the engine is started with.
 *
 * Values may be text, numbers or switches, which no structural schema can say of a map. So the arguments that rules speak about are
 * named, and the API server keeps the others as they are; that they are plain values is said here.
 * @module
 */
import { z } from 'zod'
import type { DeepReadonly } from '../object.ts'

const sizeWords = 'a whole number from 1'
const size = z.union(
  [
    z.int().min(1).max(1024),
    z
      .string()
      .max(4)
      .regex(/^[1-9][0-9]{0,3}$/, sizeWords),
  ],
  { error: sizeWords },
)

const value = z.union([z.string().max(4096), z.number(), z.boolean()], {
  error: 'text, a number, true or false (structures are written as JSON in a text)',
})

const maxArguments = 128
const argumentName = /^[A-Za-z][A-Za-z0-9._-]{0,127}$/

/** `tensor_parallel_size` → `tensor-parallel-size`. */
const flagName = (key: string) => key.replaceAll('_', '-')

export const engineArgs = z
  .object({
    tensor_parallel_size: size.optional().describe('GPUs over which every layer is split.'),
    pipeline_parallel_size: size.optional().describe('Stages into which the layers are cut.'),
    data_parallel_size: size.optional().describe('Engines side by side.'),
    override_generation_config: z
      .string()
      .max(4096)
      .optional()
      .describe('Defaults of sampling, JSON. Exclusive with spec.model.temperature.'),
  })
  .catchall(value)
  .meta({ maxProperties: maxArguments, 'x-kubernetes-preserve-unknown-fields': true })
  .superRefine((map, context) => {
    const seen = new Map<string, string>()
    const keys = Object.keys(map)
    const refuse = (message: string, path: string[] = []) =>
      context.addIssue({ code: 'custom', message, path })
    if (keys.length > maxArguments) refuse(`has ${keys.length} entries, allowed at most ${maxArguments}`)
    for (const key of keys) {
      const first = seen.get(flagName(key))
      if (!argumentName.test(key)) refuse('is no argument name such as max_model_len', [key])
      else if (first !== undefined) refuse(`is the same argument as ${first}`, [key])
      else seen.set(flagName(key), key)
    }
  })

export type EngineArgs = DeepReadonly<z.infer<typeof engineArgs>>

/** One argument of the command line, and the field below `vllm.engineArgs` that it comes from. */
export interface MappedArgument {
  readonly text: string
  readonly key: string
}

/** `{ enable_chunked_prefill: false, max_model_len: 8192 }` → `--no-enable-chunked-prefill`, `--max-model-len=8192`. */
export function argumentList(map: EngineArgs = {}): readonly MappedArgument[] {
  return Object.entries(map).flatMap(([key, written]): MappedArgument[] => {
    const name = flagName(key)
    if (written === undefined) return []
    if (written === true) return [{ text: `--${name}`, key }]
    if (written === false) return [{ text: `--no-${name}`, key }]
    return [{ text: `--${name}=${written}`, key }]
  })
}
