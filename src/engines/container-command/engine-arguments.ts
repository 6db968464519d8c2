/**
 * The words behind an engine's program: which of them is the model, which are arguments, and whether all of them can be seen.
 * @module
 */
import { defaultEngine } from '../../catalog/engines.ts'
import type { Backend } from '../../catalog/recipe.ts'
import type { ContainerCommand, EngineWord } from '../container-command.ts'
import { lookUp } from '../look-up.ts'
import type { CommandWord } from './command-word.ts'

/** Arguments that change neither memory nor legality: their values may be unknown. */
const harmless = new Set(
  (
    'host port served-model-name api-key root-path uvicorn-log-level log-level download-dir chat-template tokenizer revision ' +
    'tokenizer-revision code-revision hf-token ssl-keyfile ssl-certfile ssl-ca-certs middleware node-rank master-addr ' +
    'master-port nnodes dist-init-addr data-parallel-address data-parallel-rpc-port otlp-traces-endpoint'
  ).split(' '),
)

const flag = /^--?([A-Za-z][\w.-]*)(?:[=\s]([\s\S]*))?$/

type Read = Pick<ContainerCommand, 'args' | 'model' | 'modelUnseen' | 'opaque'>

/** More words than any engine is told; each is looked up in the engine's lists. */
const mostWords = 256

export function readEngineArguments(backend: Backend, words: readonly CommandWord[]): Read {
  const [first] = words
  if (first !== undefined && words.length > mostWords)
    return {
      args: [],
      opaque: { path: first.path, why: `it has ${words.length} words, more than ${mostWords}` },
    }
  const args: EngineWord[] = []
  let model: CommandWord | undefined
  let opaque: ContainerCommand['opaque']
  let at = 0
  const hide = (word: CommandWord, why: string) => {
    opaque ??= { path: word.path, why }
  }
  while (at < words.length) {
    const word = words[at]
    if (word === undefined) break
    const [, written, inline] = flag.exec(word.text) ?? []
    if (written === undefined) {
      // what stands alone is the model; only vLLM takes one
      if (model === undefined && backend === 'vllm' && (word.unknown === undefined || at === 0)) {
        model = word
      } else if (word.unknown !== undefined) hide(word, unseen(word))
      else args.push(placed(word))
      at++
      continue
    }
    const name = written.replaceAll('_', '-')
    const values =
      inline === undefined ? words.slice(at + 1, at + 1 + valuesOf(backend, word.text, words, at)) : []
    const last = values[0] ?? word
    if (name === 'model' || name === 'model-path') {
      const text = inline ?? values[0]?.text
      model = text === undefined ? undefined : { ...last, text: text.trim() }
    } else {
      if (name === 'config')
        hide(
          word,
          `the engine reads its arguments from ${last === word ? (inline ?? 'a file') : last.text}, which fitgate cannot see`,
        )
      const hidden = [word, ...values].find(({ unknown }) => unknown !== undefined)
      if (hidden !== undefined && !harmless.has(name)) hide(hidden, unseen(hidden))
      const parts = [word, ...values].map(placed)
      args.push(...(hidden === undefined ? parts : parts.map((part) => ({ ...part, unseen: true as const }))))
    }
    at += 1 + values.length
  }
  return {
    args,
    ...(model === undefined
      ? {}
      : model.unknown === undefined
        ? { model: placed(model) }
        : { modelUnseen: true as const }),
    ...(opaque === undefined ? {} : { opaque }),
  }
}

const unseen = ({ unknown }: CommandWord) => `the value of ${unknown} cannot be seen here`

function placed({ text, path, place }: EngineWord): EngineWord {
  return { text, path, ...(place === undefined ? {} : { place }) }
}

/** How many of the words behind an argument are its values. */
function valuesOf(backend: Backend, written: string, words: readonly CommandWord[], at: number): number {
  const next = words.findIndex((word, i) => i > at && flag.test(word.text))
  const follow = (next === -1 ? words.length : next) - at - 1
  const found = lookUp(defaultEngine(backend), written)
  switch (found.argument?.kind) {
    case 'boolean':
    case 'bare':
      return /^(true|false)$/i.test(words[at + 1]?.text ?? '') ? 1 : 0
    case 'list':
      return follow
    default:
      return Math.min(1, follow)
  }
}
