import { container, deployment, type Examples, job, plain, podSpec } from './builders.ts'

const engine = [container()]
const volumes = (...list: readonly unknown[]) => ({ volumes: list })
const host = { name: 'models', hostPath: { path: '/data/models' } }

export const examples: Examples = {
  good: [
    { says: 'no volumes', object: deployment() },
    {
      says: 'memory and a claim',
      object: deployment(
        podSpec(
          engine,
          volumes(
            { name: 'shm', emptyDir: { medium: 'Memory' } },
            { name: 'models', persistentVolumeClaim: { claimName: 'models' } },
          ),
        ),
      ),
    },
    { says: 'a pod without GPUs', object: deployment(podSpec([plain()], volumes(host))) },
  ],
  bad: [
    {
      says: 'a folder with models',
      object: deployment(podSpec(engine, volumes({ name: 'shm', emptyDir: {} }, host))),
      at: ['spec.template.spec.volumes[1].hostPath'],
      words: '/data/models of the node is mounted; use a PersistentVolumeClaim',
    },
    {
      says: 'the device files that the plugin mounts anyway',
      object: job(
        podSpec(
          engine,
          volumes(
            { name: 'kfd', hostPath: { path: '/dev/kfd' } },
            { name: 'dri', hostPath: { path: '/dev/dri' } },
          ),
        ),
      ),
      at: ['spec.template.spec.volumes[0].hostPath', 'spec.template.spec.volumes[1].hostPath'],
    },
  ],
}
