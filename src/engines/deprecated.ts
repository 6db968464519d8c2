/**
 * Arguments that an engine still takes but will not for long, and what to write instead.
 * Sources: `vllm/engine/arg_utils.py`, `sglang/srt/server_args.py` of the published packages; the last version is the newest read.
 * @module
 */
import type { Backend } from '../catalog/recipe.ts'
import { argumentByName, hasArgument } from './arguments.ts'
import { engineName } from './engine-name.ts'
import { isCovered, isWithin, type VersionSpan } from './read-versions.ts'
import type { Engine } from './settings.ts'
import { sglangVersions } from './sglang-arguments.ts'
import { vllmVersions } from './vllm-arguments.ts'

interface Deprecation extends VersionSpan {
  /** Name → what to do. */
  readonly instead: Readonly<Record<string, string>>
}

const tables: Readonly<Record<Backend, { readonly read: readonly string[]; readonly rows: Deprecation[] }>> =
  {
    vllm: {
      read: vllmVersions,
      rows: [
        {
          first: '0.11.0',
          last: '0.11.0',
          instead: {
            task: 'write --runner, or --convert',
            'override-pooler-config': 'write --pooler-config',
            'num-redundant-experts': 'write it into --eplb-config',
            'eplb-window-size': 'write it into --eplb-config',
            'eplb-step-interval': 'write it into --eplb-config',
            'eplb-log-balancedness': 'write it into --eplb-config',
            'enable-multimodal-encoder-data-parallel': 'write --mm-encoder-tp-mode=data',
            'disable-mm-preprocessor-cache': 'write --mm-processor-cache-gb=0',
          },
        },
        {
          first: '0.33.0',
          last: '0.33.0',
          instead: {
            'log-config-file': 'write --logging-config',
            'mamba-cache-mode': 'leave it out',
            'ir-op-priority': 'leave it out',
            'disable-cascade-attn': 'leave it out: it has no effect',
          },
        },
      ],
    },
    sglang: {
      read: sglangVersions,
      rows: [
        { first: '0.5.9', last: '0.5.9', instead: { 'hybrid-kvcache-ratio': 'leave it out' } },
        { first: '0.5.9', last: '0.5.16', instead: { 'prefill-round-robin-balance': 'leave it out' } },
        {
          first: '0.5.16',
          last: '0.5.16',
          instead: {
            'collect-tokens-histogram': 'leave it out: --enable-metrics collects them',
            'cuda-graph-bs': 'write --cuda-graph-bs-decode',
            'cuda-graph-max-bs': 'write --cuda-graph-max-bs-decode',
            'mamba-scheduler-strategy': 'write --mamba-radix-cache-strategy',
            'nsa-decode-backend': 'write --dsa-decode-backend',
            'nsa-prefill-backend': 'write --dsa-prefill-backend',
            'piecewise-cuda-graph-compiler': 'write --cuda-graph-tc-compiler',
            'piecewise-cuda-graph-max-tokens': 'write --cuda-graph-max-bs-prefill',
            'piecewise-cuda-graph-tokens': 'write --cuda-graph-bs-prefill',
            'stream-output': 'write --incremental-streaming-output',
          },
        },
        {
          first: '0.5.16',
          last: '0.5.23',
          instead: { 'disable-cuda-graph': 'write --cuda-graph-backend-decode=disabled' },
        },
        {
          first: '0.5.23',
          last: '0.5.23',
          instead: {
            'enable-dp-attention': 'write --attn-dp-size',
            'enable-flashinfer-allreduce-fusion': 'write --flashinfer-allreduce-fusion-backend=auto',
            'monokernel-backend': 'write --enable-amd-monokernel',
          },
        },
      ],
    },
  }

/** What an engine version will drop: message and what to do, or `undefined`. */
export function deprecation(
  engine: Engine,
  name: string,
): { readonly message: string; readonly fix: string } | undefined {
  const { read, rows } = tables[engine.backend]
  const argument = argumentByName(engine.backend, name)
  if (argument === undefined || !hasArgument(engine, argument) || !isCovered(read, engine.version))
    return undefined
  const row = rows.find((each) => Object.hasOwn(each.instead, name) && isWithin(each, read, engine.version))
  const fix = row?.instead[name]
  return fix === undefined
    ? undefined
    : { message: `"--${name}" is deprecated in ${engineName(engine)}`, fix }
}

/** Names of every row, for the test that they are arguments of the versions they are listed under. */
export const deprecationRows = tables
