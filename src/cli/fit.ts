/**
 * `fitgate fit`: the calculator. A model, a device and an engine's flags; no cluster, no object.
 * @module
 */
import { parseArgs } from 'node:util'
import { type Asked, ask } from '../decide/calculator/ask.ts'
import { flagOf, type Question } from '../decide/calculator/question.ts'
import { sharedErrors } from '../decide/calculator/shared-errors.ts'
import { wrap } from '../decide/explain/words.ts'
import { correctionsOf } from '../inventory/corrections.ts'
import { type FieldError, formatFieldError } from '../vocabulary/field-error.ts'
import { type Command, type Io, UsageError } from './command.ts'
import { openBatch } from './fit/batch.ts'
import { mistaken } from './fit/columns.ts'
import { readDocument } from './fit/document.ts'
import { flags, readQuestion } from './fit/flags.ts'
import { resultColumns } from './fit/result-columns.ts'
import { answerText } from './fit/text.ts'
import { batchWriter, type Format, formats } from './fit/write-batch.ts'
import { paintFor } from './paint.ts'
import { wordOf } from './word-option.ts'

const help = `fitgate fit --model REPOSITORY --accelerator PART [FLAGS] [-- ENGINE ARGUMENTS]

Computes whether a model fits: weights, activations, overheads, KV cache, and what that serves.

  --model REPOSITORY             Qwen/Qwen3-32B, RedHatAI/Qwen3-14B-FP8-dynamic
  --model-config FILE            its config.json, for models not in the catalog; wins over --model
  --weights-index FILE           its model.safetensors.index.json: the size, what is quantised
  --accelerator PART             MI300X, MI300X/cpx_nps4, R9700, H100, …
  --gpu-memory-gib GIB           memory of a GPU: over the part's, or for unknown parts
  --engine NAME[@VERSION]        vllm@0.11.0, sglang; default: the newest vLLM that is known
  --tensor-parallel-size N       default 1          --data-parallel-size N        default 1
  --pipeline-parallel-size N     default 1          --enable-expert-parallel
  --nnodes N                     nodes one engine spans, default 1
  --dtype WORD                   bfloat16, float16; default: the model's
  --quantization WORD            what the engine is told; fp8 on a 16-bit repository is made at load
  --stored-as WORD               what the files hold, where no name says: awq-int4, fp8-block128
  --kv-cache-dtype WORD          auto, fp8; default: the repository's
  --gpu-memory-utilization F     default: the version's; SGLang's mem-fraction-static
  --max-model-len N              default: the model's maximum
  --max-num-seqs N               default: the version's, for a device of that size
  --max-num-batched-tokens N     the same
  --kv-cache-memory-bytes N      the cache's size, not computed
  --enforce-eager                no graphs
  --image REFERENCE              with --corrections: its digest says what was learned of it
  --corrections FILE             learned corrections (JSON or YAML list)
  --batch FILE                   a CSV file of questions; other flags count for every line
  -o, --output FORMAT            text (default), json; csv with --batch
  -- ARGUMENTS                   any other argument of that engine and version

FILE may be - for standard input.

Batch files: the header holds the flags' names (max-model-len, max_model_len) or those of logs: gpu,
gpu_mem_gib, tp, pp, dp, ep, quant (what the files hold), kv_dtype. A blank cell is a flag not
given; a GPU that nobody wrote down is answered with the weights alone. Any other column is carried
through.
-o csv writes the file's own columns and behind them

  ${wrap(resultColumns.join(', '), 98, '').join('\n  ')}

(a column of the file with such a name becomes given_NAME); -o json an array with an object a row.
A row that cannot be read has an error and nothing else, and the others are computed.

Exit codes: 0 fits, only just or as far as could be checked; 1 does not fit; 2 bad input.
With --batch: 0 every row was computed, whatever its verdict; 2 some could not be read.
`

type Values = Readonly<Record<string, string | boolean | undefined>>

/** Flags whose value is a file. */
const fileFlags = ['model-config', 'weights-index', 'corrections', 'batch'] as const

export const command: Command = {
  name: 'fit',
  summary: 'compute whether a model fits on a GPU, from flags or a CSV file',
  help,
  async run(args, io) {
    const cut = args.indexOf('--')
    const { values }: { values: Values } = parseArgs({
      args: cut === -1 ? args : args.slice(0, cut),
      options: {
        ...Object.fromEntries(
          flags.map(({ key, kind }) => [
            flagOf[key].slice(2),
            { type: kind === 'flag' ? ('boolean' as const) : ('string' as const) },
          ]),
        ),
        ...Object.fromEntries(fileFlags.map((flag) => [flag, { type: 'string' as const }])),
        output: { type: 'string', short: 'o', default: 'text' },
      },
    })
    const file = values.batch
    const output = outputOf(values, typeof file === 'string')
    const question = await questionOf(values, cut === -1 ? [] : args.slice(cut + 1))
    return typeof file === 'string' ? batch(file, question, output, io) : single(question, output, io)
  },
}

function outputOf({ output }: Values, isBatch: boolean): Format {
  if (output === 'csv' && !isBatch) throw new UsageError('-o csv is for many rows: give --batch, or -o json')
  return wordOf(
    'output',
    String(output),
    formats.filter((format) => isBatch || format !== 'csv'),
  )
}

const usage = (errors: readonly FieldError[]) => new UsageError(errors.map(formatFieldError).join('\n  '))

async function questionOf(values: Values, engineArgs: readonly string[]): Promise<Question> {
  const fromInput = fileFlags.filter((flag) => values[flag] === '-')
  if (fromInput.length > 1)
    throw new UsageError(
      `${fromInput.map((flag) => `--${flag}`).join(' and ')} cannot both be standard input`,
    )
  const { question, errors } = readQuestion(
    flags.flatMap((flag) => {
      const value = values[flagOf[flag.key].slice(2)]
      return value === undefined ? [] : [[flag, String(value)] as const]
    }),
  )
  if (errors.length > 0) throw usage(errors)
  const [config, weightsIndex, learned] = await Promise.all(
    (['model-config', 'weights-index', 'corrections'] as const).map((flag) => {
      const file = values[flag]
      return typeof file === 'string' ? readDocument(flag, file) : undefined
    }),
  )
  const { corrections, errors: wrong } = correctionsOf(learned, '--corrections')
  if (wrong.length > 0) throw usage(wrong)
  return {
    ...question,
    ...(config === undefined ? {} : { config }),
    ...(weightsIndex === undefined ? {} : { weightsIndex }),
    ...(corrections.length === 0 ? {} : { corrections }),
    ...(engineArgs.length === 0 ? {} : { engineArgs }),
  }
}

function single(question: Question, output: Format, io: Io): number {
  const { answer, errors } = ask(question)
  if (answer === undefined) throw usage(errors)
  io.stdout.write(
    output === 'json' ? `${JSON.stringify(answer, null, 2)}\n` : answerText(answer, paintFor(io)),
  )
  return answer.verdict === 'DoesNotFit' ? 1 : 0
}

/** A row that makes no sense does not stop the others: it is told apart, and the exit code says so. */
async function batch(file: string, shared: Question, output: Format, io: Io): Promise<number> {
  const opened = await openBatch(file, shared)
  const own = new Set(opened.columns.flatMap(({ flag }) => (flag === undefined ? [] : [flag.key])))
  const wrong = sharedErrors(shared, own)
  if (wrong.length > 0) throw usage(wrong)
  for (const hint of mistaken(opened.columns)) io.stderr.write(`${file}: ${hint}\n`)
  const writer = batchWriter(output, opened, io.stdout, paintFor(io))
  let failed = 0
  for await (const row of opened.rows) {
    const { answer, errors }: Asked = row.errors.length === 0 ? ask(row.question) : { errors: row.errors }
    if (answer !== undefined) {
      writer.row({ row: row.row, cells: row.cells, answer })
      continue
    }
    const error = errors.map(formatFieldError).join('; ')
    writer.row({ row: row.row, cells: row.cells, error })
    io.stderr.write(`row ${row.row}: ${error}\n`)
    failed += 1
  }
  writer.end()
  return failed > 0 ? 2 : 0
}
