/**
 * Memory at /dev/shm, through which the ranks of one pod talk; the runtime's own 64 MiB stop RCCL with the first message.
 * @module
 */
import { sharedMemoryFolder } from '../paths.ts'
import { sharedMemorySize } from '../volumes.ts'
import type { Plan } from './concern.ts'
import { type Concern, isAt } from './concern.ts'
import { isTree, readAt } from './place.ts'
import type { Target } from './target.ts'

const name = 'fitgate-shared-memory'

/** Ranks in one pod: more than one device. */
const isNeeded = ({ candidate }: Plan) => candidate.gpuCount > 1

const hasSharedMemory = ({ container }: Target) =>
  readAt(container, ['volumeMounts', `mountPath=${sharedMemoryFolder}`]) !== undefined

export const sharedMemoryVolume: Concern = {
  scope: 'pod',
  writes: (steps, value) =>
    isAt(steps, 'volumes', `name=${name}`) &&
    isTree(value) &&
    Object.keys(value).sort().join() === 'emptyDir,name' &&
    isTree(value.emptyDir),
  isOpen: (target) =>
    !hasSharedMemory(target) && readAt(target.pod, ['volumes', `name=${name}`]) === undefined,
  propose: (plan) =>
    isNeeded(plan)
      ? [
          {
            steps: ['volumes', `name=${name}`],
            value: {
              name,
              emptyDir: { medium: 'Memory', sizeLimit: sharedMemorySize(plan.candidate.gpuCount) },
            },
          },
        ]
      : [],
}

const mount = { name, mountPath: sharedMemoryFolder }

export const sharedMemoryMount: Concern = {
  scope: 'container',
  writes: (steps, value) =>
    isAt(steps, 'volumeMounts', `mountPath=${sharedMemoryFolder}`) && isTree(value) && value.name === name,
  isOpen: (target) => !hasSharedMemory(target),
  propose: (plan) =>
    isNeeded(plan) ? [{ steps: ['volumeMounts', `mountPath=${sharedMemoryFolder}`], value: mount }] : [],
}
