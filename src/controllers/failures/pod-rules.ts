/**
 * What Kubernetes says of a pod, whatever runs in it: how containers end or never begin, refusals of the kubelet and the scheduler.
 * @module
 */
import { tail } from './last-words.ts'
import type { Rule } from './rule.ts'

const pullReasons = ['ErrImagePull', 'ImagePullBackOff', 'InvalidImageName', 'ErrImageNeverPull']
const pull = (text: string) => `the image cannot be pulled: ${tail(text)}`

export const podRules: readonly Rule[] = [
  {
    reason: 'ImagePull',
    place: 'waiting',
    reasons: pullReasons,
    patterns: [/(?:toomanyrequests|429 Too Many Requests)/i],
    source: 'registries, through the kubelet',
    message: (_, text) => pull(text),
    remedy: 'the registry limits pulls; name a pull secret, or a mirror of the image',
  },
  {
    reason: 'ImagePull',
    place: 'waiting',
    reasons: pullReasons,
    patterns: [/(?:unauthorized|authentication required|denied|forbidden|no basic auth)/i],
    source: 'registries, through the kubelet; they also say so of images that do not exist',
    message: (_, text) => pull(text),
    remedy: 'name a pull secret that may read it, and check the name of the image',
  },
  {
    reason: 'ImagePull',
    place: 'waiting',
    reasons: pullReasons,
    patterns: [/no space left on device/i],
    source: 'containerd, through the kubelet',
    message: (_, text) => pull(text),
    remedy: 'engine images have tens of gigabytes; make room on the node’s image disk',
  },
  {
    reason: 'ImagePull',
    place: 'waiting',
    reasons: pullReasons,
    source: 'kubelet',
    message: (_, text) => pull(text),
    remedy: 'check name and tag of the image, and that the node can reach its registry',
  },
  {
    reason: 'ContainerConfig',
    place: 'waiting',
    reasons: [
      'CreateContainerConfigError',
      'CreateContainerError',
      'RunContainerError',
      'PostStartHookError',
    ],
    source: 'kubelet',
    message: (_, text) => `the container cannot be made: ${tail(text)}`,
    remedy: 'make the Secret, ConfigMap or volume that it names, or correct the name',
  },
  {
    reason: 'HostMemory',
    place: 'ended',
    reasons: ['OOMKilled'],
    source: 'kubelet',
    message: () => 'the engine was killed for using more host memory than its limit',
    remedy: 'raise the memory limit; loading weights, pinned buffers and /dev/shm all count',
  },
  {
    reason: 'EngineKilled',
    place: 'ended',
    exitCodes: [137],
    source: 'exit code 128 + SIGKILL',
    message: () => 'the engine was killed (exit code 137)',
    remedy:
      'where no probe ended it, it was host memory: raise the memory limit or use a node with more free; where a probe did, the start took longer than its budget',
  },
  {
    reason: 'EngineKilled',
    place: 'ended',
    exitCodes: [143],
    source: 'exit code 128 + SIGTERM',
    message: () => 'the engine was told to stop before it answered (exit code 143)',
    remedy:
      'its start took longer than the startup probe allows: keep the model in a cache volume, or give the probe more time',
  },
  {
    reason: 'DeviceUnavailable',
    place: 'pod',
    reasons: ['UnexpectedAdmissionError', 'OutOfamd.com/gpu', 'AdmissionError'],
    source: 'kubelet device manager; trueforge-org/truecharts#19201',
    message: (_, text) => `the node could not give the pod its GPUs: ${tail(text)}`,
    remedy:
      'check the health of the GPUs and the device plugin on that node; the pod stays as a failed one and another is made in its place',
  },
  {
    reason: 'Evicted',
    place: 'pod',
    reasons: ['Evicted', 'NodeShutdown', 'Terminated', 'Preempting', 'DeletionByTaintManager'],
    source: 'kubelet and taint manager',
    message: (_, text) => `the pod was put off its node: ${tail(text)}`,
    remedy: 'another is made in its place; if it happens again, request as much memory and disk as it uses',
  },
  {
    reason: 'UntoleratedTaint',
    place: 'scheduler',
    patterns: [/untolerated taint\(?s?\)? ?\{(?:amd-gpu-unhealthy|AMD_GPU_Unhealthy|amd-dcm)[^}\n]{0,80}\}/],
    source: 'GPU operator: taints of remediation and of repartitioning',
    message: () => 'nodes with GPUs are being repaired or repartitioned by the GPU operator',
    remedy: 'wait for the operator to take its taint away, and do not tolerate it',
  },
  {
    reason: 'UntoleratedTaint',
    place: 'scheduler',
    patterns: [/untolerated taint\(?s?\)? ?\{([^}\n]{1,120})\}/],
    source: 'kube-scheduler, TaintToleration',
    message: (caught) => `nodes are kept for other work by a taint (${caught(1).trim().replace(/: ?$/, '')})`,
    remedy: 'add a toleration for it where these pods may run there',
  },
]
