/**
 * `fitgate fit`: the calculator. A model, a device and an engine's flags; no cluster, no object.
 * @module
 */
import { readFile } from 'node:fs/promises'
import { parseArgs } from 'node:util'
import { parse } from 'yaml'
import type { Answer } from '../decide/calculator/answer.ts'
import { ask } from '../decide/calculator/ask.ts'
import { flagOf, type Question } from '../decide/calculator/question.ts'
import { correctionsOf } from '../decide/fit/correction.ts'
import { formatFieldError, nearest } from '../vocabulary/field-error.ts'
import { type Command, type Io, UsageError } from './command.ts'
import { readBatch } from './fit/batch.ts'
import { flags, readQuestion } from './fit/flags.ts'
import { answerText, batchText } from './fit/text.ts'
import { paintFor } from './paint.ts'

const help = `fitgate fit --model REPOSITORY --accelerator PART [FLAGS] [-- ENGINE ARGUMENTS]

Computes whether a model fits, per GPU: weights, activations, overheads, KV cache, and what that serves.

  --model REPOSITORY             Qwen/Qwen3-32B, RedHatAI/Qwen3-14B-FP8-dynamic
  --model-config FILE            its config.json, for models that are not in the catalog; wins over --model
  --weights-index FILE           its model.safetensors.index.json: the size, and which tensors are quantised
  --accelerator PART             MI300X, MI300X/cpx_nps4, R9700, H100, …
  --gpu-memory-gib GIB           memory of a GPU, instead of the part's or for parts that are not known
  --engine NAME[@VERSION]        vllm@0.11.0, sglang; default: the newest vLLM that is known
  --tensor-parallel-size N       default 1          --data-parallel-size N        default 1
  --pipeline-parallel-size N     default 1          --enable-expert-parallel
  --nnodes N                     nodes one engine spans, default 1
  --dtype WORD                   bfloat16, float16; default: the model's
  --quantization WORD            what the engine is told; fp8 on a 16-bit repository is made at load
  --stored-as WORD               what the files hold, where the name does not say: awq-int4, fp8-block128
  --kv-cache-dtype WORD          auto, fp8          --gpu-memory-utilization F    default: the version's
  --max-model-len N              default: the model's maximum
  --max-num-seqs N               default: the version's, for a device of that size
  --max-num-batched-tokens N     the same
  --kv-cache-memory-bytes N      the cache's size, not computed
  --enforce-eager                no graphs
  --image REFERENCE              with --corrections: its digest says what was learned of it
  --corrections FILE             learned corrections (JSON or YAML list)
  --batch FILE                   a CSV file of questions, its header the flags' names; other flags count for every row
  -o, --output FORMAT            text (default), json
  -- ARGUMENTS                   any other argument of that engine and version

Exit codes: 0 fits (with --batch: every row was computed), 1 does not fit, 2 bad input.
`

type Values = Readonly<Record<string, string | boolean | undefined>>

export const command: Command = {
  name: 'fit',
  summary: 'compute whether a model fits on a GPU, from flags or a CSV file',
  help,
  async run(args, io) {
    const cut = args.indexOf('--')
    const own = cut === -1 ? args : args.slice(0, cut)
    const { values } = parseArgs({
      args: own,
      options: {
        ...Object.fromEntries(
          flags.map(({ key, kind }) => [
            flagOf[key].slice(2),
            { type: kind === 'flag' ? ('boolean' as const) : ('string' as const) },
          ]),
        ),
        'model-config': { type: 'string' },
        'weights-index': { type: 'string' },
        corrections: { type: 'string' },
        batch: { type: 'string' },
        output: { type: 'string', short: 'o', default: 'text' },
      },
    })
    const output = outputOf(values)
    const question = await questionOf(values, cut === -1 ? [] : args.slice(cut + 1))
    if (typeof values.batch === 'string') return batch(values.batch, question, output, io)
    const answer = answerOf(question)
    io.stdout.write(
      output === 'json' ? `${JSON.stringify(answer, null, 2)}\n` : answerText(answer, paintFor(io)),
    )
    return answer.verdict === 'DoesNotFit' ? 1 : 0
  },
}

function outputOf({ output }: Values): 'text' | 'json' {
  if (output === 'text' || output === 'json') return output
  const near = nearest(String(output), ['text', 'json'])
  throw new UsageError(
    `unknown output "${String(output)}" (allowed: text, json)${near ? `; did you mean "${near}"?` : ''}`,
  )
}

async function questionOf(values: Values, engineArgs: readonly string[]): Promise<Question> {
  const { question, errors } = readQuestion(
    flags.flatMap((flag) => {
      const value = values[flagOf[flag.key].slice(2)]
      return value === undefined ? [] : [[flag, String(value)] as const]
    }),
  )
  if (errors.length > 0) throw new UsageError(errors.map(formatFieldError).join('\n  '))
  const [config, weightsIndex, learned] = await Promise.all(
    ['model-config', 'weights-index', 'corrections'].map((name) => documentOf(name, values[name])),
  )
  const { corrections, errors: wrong } = correctionsOf(learned, '--corrections')
  if (wrong.length > 0) throw new UsageError(wrong.map(formatFieldError).join('\n  '))
  return {
    ...question,
    ...(config === undefined ? {} : { config }),
    ...(weightsIndex === undefined ? {} : { weightsIndex }),
    ...(corrections.length === 0 ? {} : { corrections }),
    ...(engineArgs.length === 0 ? {} : { engineArgs }),
  }
}

/** JSON is YAML. */
async function documentOf(flag: string, file: string | boolean | undefined): Promise<unknown> {
  if (typeof file !== 'string') return undefined
  try {
    return parse(await readFile(file, 'utf8'))
  } catch (error) {
    throw new UsageError(`--${flag}: cannot read ${file}: ${error instanceof Error ? error.message : ''}`)
  }
}

function answerOf(question: Question): Answer {
  const { answer, errors } = ask(question)
  if (answer === undefined) throw new UsageError(errors.map(formatFieldError).join('\n  '))
  return answer
}

/** A row that makes no sense does not stop the others: it is told apart, and the exit code says so. */
async function batch(file: string, shared: Question, output: 'text' | 'json', io: Io): Promise<number> {
  const { rows, unused } = await readBatch(file, shared)
  const answers: (Answer & { row: number })[] = []
  const failed: { row: number; errors: readonly string[] }[] = []
  for (const { row, question } of rows) {
    const { answer, errors } = ask(question)
    if (answer === undefined) failed.push({ row, errors: errors.map(formatFieldError) })
    else answers.push({ row, ...answer })
  }
  if (output === 'json') {
    const all = [...answers, ...failed.map(({ row, errors }) => ({ row, verdict: 'Invalid', errors }))]
    io.stdout.write(
      `${JSON.stringify(
        all.sort((a, b) => a.row - b.row),
        null,
        2,
      )}\n`,
    )
  } else {
    io.stdout.write(batchText(answers, paintFor(io)))
    if (unused.length > 0) io.stderr.write(`not used: ${unused.join(', ')}\n`)
  }
  for (const { row, errors } of failed) io.stderr.write(`row ${row}: ${errors.join('; ')}\n`)
  return failed.length > 0 ? 2 : 0
}
