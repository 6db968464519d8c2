import { annotated, deployment, type Examples, gpus, podSpec, serving } from './builders.ts'

const asking = (size: number, over = {}, pod = {}) =>
  deployment(podSpec([serving(`Qwen/Qwen3-32B -tp ${size}`, { resources: gpus(size), ...over })], pod))
const mount = { volumeMounts: [{ name: 'shm', mountPath: '/dev/shm' }] }

export const examples: Examples = {
  good: [
    { says: 'one rank', object: asking(1) },
    {
      says: 'a mount at /dev/shm',
      object: asking(2, mount, { volumes: [{ name: 'shm', emptyDir: { medium: 'Memory' } }] }),
    },
    {
      says: 'a volume with a limit',
      object: asking(2, mount, {
        volumes: [{ name: 'shm', emptyDir: { medium: 'Memory', sizeLimit: '8Gi' } }],
      }),
    },
    { says: "the node's IPC", object: asking(2, {}, { hostIPC: true }) },
    {
      says: 'what fitgate is going to add',
      object: annotated(asking(2), { 'fitgate.dev/model': 'Qwen/Qwen3-32B' }),
    },
  ],
  bad: [
    {
      says: 'tensor parallelism without it',
      object: asking(4),
      at: ['spec.template.spec.containers[0].volumeMounts'],
      words: 'tensor parallel 4 without a volume at /dev/shm; mount an emptyDir',
    },
    {
      says: 'stages of a pipeline without it',
      object: deployment(
        podSpec([serving('Qwen/Qwen3-32B --pipeline-parallel-size 2', { resources: gpus(2) })]),
      ),
      at: ['spec.template.spec.containers[0].volumeMounts'],
      words: 'pipeline parallel 2 without a volume at /dev/shm',
    },
    {
      says: 'a volume of the size that there is without it',
      object: asking(2, mount, {
        volumes: [{ name: 'shm', emptyDir: { medium: 'Memory', sizeLimit: '64Mi' } }],
      }),
      at: ['spec.template.spec.volumes[0].emptyDir.sizeLimit'],
      words: '64Mi at /dev/shm is no more than a container gets by itself',
    },
    {
      says: 'a mount elsewhere',
      object: asking(2, { volumeMounts: [{ name: 'shm', mountPath: '/shm' }] }),
      at: ['spec.template.spec.containers[0].volumeMounts'],
    },
  ],
}
