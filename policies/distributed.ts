/**
 * Engines whose ranks are spread over several pods.
 * @module
 */
import type { EngineSettings } from '../src/engines/settings.ts'
import type { Serving } from './serving.ts'
import type { PolicySubject } from './subject.ts'

/** Flags that only a group of pods is started with. Source: vLLM and SGLang multi-node documents. */
const groupFlags = [
  'node-rank',
  'master-addr',
  'headless',
  'data-parallel-address',
  'data-parallel-start-rank',
  'data-parallel-rank',
  'data-parallel-hybrid-lb',
  'data-parallel-external-lb',
  'dist-init-addr',
] as const

const isAbove = (value: string | true | undefined, than: number) =>
  typeof value === 'string' && Number(value) > than

/** Whether settings speak of other pods; on one node `--nnodes 1` and an address are harmless. */
export function spansPods(
  { other, tensorParallel = 1, pipelineParallel = 1 }: EngineSettings,
  gpus: number,
): boolean {
  if (other.nnodes === '1') return false
  const isRay = other['distributed-executor-backend'] === 'ray' || other['data-parallel-backend'] === 'ray'
  return (
    isAbove(other.nnodes, 1) ||
    groupFlags.some((flag) => flag in other) ||
    (isRay && tensorParallel * pipelineParallel > Math.max(gpus, 1))
  )
}

/** Whether a container's ranks are only part of an engine. */
export function isDistributed({ own, gpus }: Serving): boolean {
  return own !== undefined && spansPods(own.settings, gpus)
}

/** Several pods make one replica. */
export function isGroup({ pods }: PolicySubject): boolean {
  return pods.reduce((sum, { copies }) => sum + copies, 0) > 1
}
