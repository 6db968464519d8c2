import {
  container,
  deployment,
  type Examples,
  gpus,
  group,
  plain,
  pod,
  podSpec,
  serving,
  statefulSet,
} from './builders.ts'

const asking = (count: number, words: string, over = {}) =>
  podSpec([serving(`Qwen/Qwen3-32B ${words}`.trim(), { resources: gpus(count), ...over })])
const size = (index: number) => [`spec.template.spec.containers[0].command[${index}]`]
const shell = (line: string, count: number) =>
  deployment(podSpec([container({ command: ['sh', '-c', line], resources: gpus(count) })]))

export const examples: Examples = {
  good: [
    { says: 'one GPU and no word of it', object: deployment(asking(1, '')) },
    { says: 'four and tensor parallel 4', object: deployment(asking(4, '--tensor-parallel-size 4')) },
    {
      says: 'the short flag and underscores',
      object: deployment(asking(8, '-tp 4 --pipeline_parallel_size=2')),
    },
    { says: 'data parallel', object: pod(asking(8, '--tensor-parallel-size=2 --data-parallel-size=4')) },
    { says: 'a shell line', object: shell('exec vllm serve Qwen/Qwen3-32B -tp 2', 2) },
    {
      says: 'an unknown model',
      object: deployment(podSpec([serving('/models/own --tensor-parallel-size 2', { resources: gpus(2) })])),
    },
    { says: 'a script that cannot be seen', object: shell('/start.sh --tensor-parallel-size 4', 2) },
    { says: 'a container that is no engine', object: deployment(podSpec([plain({ resources: gpus(2) })])) },
    {
      says: 'a group that shares the ranks',
      object: group(
        asking(8, '--tensor-parallel-size 8 --pipeline-parallel-size 2 --nnodes 2 --node-rank 1'),
      ),
    },
    {
      says: "one pod's share of data parallel ranks",
      object: statefulSet(
        asking(8, '--data-parallel-size 16 --data-parallel-size-local 8 --data-parallel-address a'),
      ),
    },
    {
      says: 'a pod that is one of several, however many there are',
      object: statefulSet(
        asking(8, '--tensor-parallel-size 8 --pipeline-parallel-size 2 --nnodes 2 --node-rank 0'),
      ),
    },
    {
      says: "SGLang's attention replicas, which share their ranks",
      object: deployment(
        podSpec([
          container({
            image: 'lmsysorg/sglang:v0.5.9-rocm700-mi30x',
            command: ['python3', '-m', 'sglang.launch_server'],
            args: [
              '--model-path',
              'Qwen/Qwen3-32B',
              '--tp-size',
              '8',
              '--dp-size',
              '8',
              '--enable-dp-attention',
            ],
            resources: gpus(8),
          }),
        ]),
      ),
    },
  ],
  bad: [
    {
      says: 'more ranks than GPUs',
      object: deployment(asking(2, '--tensor-parallel-size 4')),
      at: size(3),
      words:
        'tensor parallel 4 is 4 ranks, and the container asks for 2; set --tensor-parallel-size 2, or ask for 4',
    },
    {
      says: 'GPUs that no rank uses',
      object: deployment(asking(8, '')),
      at: ['spec.template.spec.containers[0].resources.limits["amd.com/gpu"]'],
      words: 'set --tensor-parallel-size 8, or ask for 1',
    },
    {
      says: 'a product that is too large',
      object: deployment(asking(8, '--tensor-parallel-size=8 --pipeline-parallel-size=2')),
      at: size(3),
      words: 'tensor parallel 8 × pipeline parallel 2 is 16 ranks',
    },
    {
      says: 'a product that is too small',
      object: deployment(asking(8, '--tensor-parallel-size=2 --data-parallel-size=2')),
      at: size(3),
      words: 'set --tensor-parallel-size 4',
    },
    {
      says: 'a shell line',
      object: shell('vllm serve Qwen/Qwen3-32B --tensor-parallel-size=8', 4),
      at: size(2),
    },
    {
      says: 'a group with more pods than stages',
      object: group(
        asking(8, '--tensor-parallel-size 8 --pipeline-parallel-size 2 --nnodes 2 --node-rank 1'),
        undefined,
        {
          leaderWorkerTemplate: {
            ...group(asking(8, '')).spec.leaderWorkerTemplate,
            size: 4,
            workerTemplate: {
              spec: asking(8, '--tensor-parallel-size 8 --pipeline-parallel-size 2 --nnodes 2 --node-rank 1'),
            },
          },
        },
      ),
      at: ['spec.leaderWorkerTemplate.workerTemplate.spec.containers[0].command[3]'],
      words: 'the group has 32 GPUs; set --pipeline-parallel-size 4, or ask for 16',
    },
    {
      says: 'a number of GPUs over which no model divides',
      object: deployment(asking(3, '--data-parallel-size 2 --tensor-parallel-size 2')),
      at: size(3),
      words: 'the container asks for 3; ask for 4',
    },
    {
      says: 'GPUs that no size divides',
      object: deployment(asking(8, '--data-parallel-size 3')),
      at: ['spec.template.spec.containers[0].command[3]'],
      words: 'the container asks for 8; ask for 3',
    },
    {
      says: 'a group that is too small',
      object: group(
        asking(8, '--tensor-parallel-size 8 --pipeline-parallel-size 4 --nnodes 4 --node-rank 1'),
      ),
      at: ['spec.leaderWorkerTemplate.workerTemplate.spec.containers[0].command[3]'],
      words: 'the group has 16 GPUs',
    },
    {
      says: 'SGLang',
      object: deployment(
        podSpec([
          container({
            image: 'lmsysorg/sglang:v0.5.9-rocm700-mi30x',
            command: ['python3', '-m', 'sglang.launch_server'],
            args: ['--model-path', 'Qwen/Qwen3-32B', '--tp-size', '8'],
            resources: gpus(4),
          }),
        ]),
      ),
      at: ['spec.template.spec.containers[0].args[2]'],
    },
  ],
}
