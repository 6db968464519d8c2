import {
  container,
  cronJob,
  daemonSet,
  deployment,
  type Examples,
  gpus,
  group,
  job,
  plain,
  pod,
  podSpec,
  statefulSet,
} from './builders.ts'

const asking = (resources: unknown) => podSpec([container({ resources })])
const first = 'spec.template.spec.containers[0].resources'

export const examples: Examples = {
  good: [
    { says: 'a number', object: deployment(asking(gpus(2))) },
    { says: 'a text', object: deployment(asking(gpus('2'))) },
    { says: 'thousandths that make a whole', object: deployment(asking(gpus('2000m'))) },
    { says: 'an exponent', object: deployment(asking(gpus('1e1'))) },
    { says: 'a limit alone', object: statefulSet(asking({ limits: { 'amd.com/gpu': 8 } })) },
    {
      says: 'the same number in two spellings',
      object: job(asking({ requests: { 'amd.com/gpu': '1' }, limits: { 'amd.com/gpu': 1 } })),
    },
    { says: 'partitions', object: pod(asking(gpus(1, 'amd.com/cpx_nps4'))) },
    {
      says: 'half a core beside a whole GPU',
      object: deployment(
        asking({ requests: { cpu: '500m', 'amd.com/gpu': 1 }, limits: { 'amd.com/gpu': 1 } }),
      ),
    },
    { says: 'half a device of others', object: group(asking({ limits: { 'example.com/thing': '500m' } })) },
  ],
  bad: [
    {
      says: 'half a GPU',
      object: deployment(asking(gpus('500m'))),
      at: [`${first}.requests["amd.com/gpu"]`, `${first}.limits["amd.com/gpu"]`],
      words: 'whole number',
      invalid: true,
    },
    {
      says: 'a request without a limit',
      object: group(asking({ requests: { 'amd.com/gpu': 8 } })),
      at: ['spec.leaderWorkerTemplate.workerTemplate.spec.containers[0].resources.limits["amd.com/gpu"]'],
      words: 'no limit; write 8 here too',
    },
    {
      says: 'less requested than the limit',
      object: group(podSpec(), asking({ requests: { 'amd.com/gpu': 4 }, limits: { 'amd.com/gpu': '8' } })),
      at: ['spec.leaderWorkerTemplate.leaderTemplate.spec.containers[0].resources.requests["amd.com/gpu"]'],
      words: '4 is requested and "8" is the limit',
    },
    {
      says: 'one and a half in a group',
      object: group(asking({ limits: { 'amd.com/gpu': '1.5' } })),
      at: ['spec.leaderWorkerTemplate.workerTemplate.spec.containers[0].resources.limits["amd.com/gpu"]'],
    },
    {
      says: 'an init container, and a sidecar of a nightly job',
      object: cronJob(
        podSpec([container()], {
          initContainers: [
            plain({ resources: { requests: { 'amd.com/gpu': 1 } } }),
            plain({
              name: 'side',
              restartPolicy: 'Always',
              resources: { limits: { 'amd.com/cpx_nps1': '0.5' } },
            }),
          ],
        }),
      ),
      at: [
        'spec.jobTemplate.spec.template.spec.initContainers[0].resources.limits["amd.com/gpu"]',
        'spec.jobTemplate.spec.template.spec.initContainers[1].resources.limits["amd.com/cpx_nps1"]',
      ],
      invalid: true,
    },
    {
      says: 'words',
      object: daemonSet(asking({ limits: { 'amd.com/gpu': 'two' } })),
      at: [`${first}.limits["amd.com/gpu"]`],
      words: '"two" is not a whole number',
      invalid: true,
    },
  ],
}
