/**
 * As many GPUs as the engine has ranks.
 * @module
 */
import { replicaGpus } from './devices.ts'
import { isDistributed, isGroup } from './distributed.ts'
import { isGpuWorkload } from './ours.ts'
import type { Policy, Violation } from './policy.ts'
import { type Serving, servingsOf } from './serving.ts'
import type { PolicySubject } from './subject.ts'

export const gpusMatchParallelism: Policy = {
  id: 'gpus-match-parallelism',
  title: 'As many GPUs as tensor × pipeline × data parallel ranks',
  why: 'An engine with more ranks than GPUs does not start, and GPUs beyond its ranks are paid for and idle.',
  severity: 'error',
  appliesTo: isGpuWorkload,
  check: (subject) => servingsOf(subject).flatMap((serving) => mismatch(subject, serving)),
}

function mismatch(subject: PolicySubject, serving: Serving): Violation[] {
  const { own, gpus, paths } = serving
  if (own === undefined || gpus === 0) return []
  const { settings } = own
  const local = Number(settings.other['data-parallel-size-local'])
  const group = isGroup(subject)
  const isPart = Number.isInteger(local) && local > 0
  // without a group, how many pods work together is written somewhere else
  if (!group && !isPart && isDistributed(serving)) return []
  const { tensorParallel = 1, pipelineParallel = 1 } = settings
  const ranks = isPart ? tensorParallel * pipelineParallel * local : own.ranks
  // each pod of a group may as well serve alone
  const whole = group && !isPart && (isDistributed(serving) || ranks > gpus)
  const devices = whole ? replicaGpus(subject) : gpus
  if (ranks === devices) return []
  const where = whole ? `the group has ${devices} GPUs` : `the container asks for ${devices}`
  return [
    {
      path: paths.tensorParallel,
      message: `${product(serving, isPart ? local : undefined)} is ${ranks} ${ranks === 1 ? 'rank' : 'ranks'}, and ${where}`,
      fix: [resized(serving, devices, ranks), `ask for ${ranks}`].filter(Boolean).join(', or '),
    },
  ]
}

/** The size that uses every device, of those that the other sizes leave whole: tensor parallel within a pod, stages beyond it. */
function resized({ command, own, gpus }: Serving, devices: number, ranks: number): string | undefined {
  const { tensorParallel = 1, pipelineParallel = 1 } = own?.settings ?? {}
  const isSGLang = command.engine === 'sglang'
  const tensor = (devices * tensorParallel) / ranks
  // heads of nearly all models divide over powers of two, and over little else
  if (Number.isInteger(Math.log2(tensor)) && tensor <= gpus)
    return `set --${isSGLang ? 'tp-size' : 'tensor-parallel-size'} ${tensor}`
  const stages = (devices * pipelineParallel) / ranks
  return Number.isInteger(stages) && tensorParallel <= gpus
    ? `set --${isSGLang ? 'pp-size' : 'pipeline-parallel-size'} ${stages}`
    : undefined
}

function product({ own }: Serving, local: number | undefined): string {
  const { tensorParallel = 1, pipelineParallel = 1, dataParallel = 1 } = own?.settings ?? {}
  const data = local ?? dataParallel
  return [
    `tensor parallel ${tensorParallel}`,
    ...(pipelineParallel > 1 ? [`pipeline parallel ${pipelineParallel}`] : []),
    ...(data > 1 ? [`data parallel ${data}`] : []),
  ].join(' × ')
}
