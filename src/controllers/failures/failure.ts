/**
 * What stopped a pod, as one of a closed list of reasons, with what helps.
 * @module
 */

/** Reasons of the condition `Ready` and of Events; stable, so that people and alerts can match on them. */
export const failureReasons = [
  // the engine's own words
  'OutOfMemory',
  'NoCacheMemory',
  'CacheTooSmall',
  'DeviceMemoryHeld',
  'BadParallelism',
  'MissingKernel',
  'FormatUnsupported',
  'ArgumentInvalid',
  'ModelGated',
  'ModelMissing',
  'HubRateLimited',
  'HubUnreachable',
  'CollectiveTimeout',
  'SharedMemory',
  'DeviceFault',
  'EngineCrashing',
  // how its container or pod ended, or never began
  'HostMemory',
  'EngineKilled',
  'ImagePull',
  'ContainerConfig',
  'DeviceUnavailable',
  'Evicted',
  // why the scheduler passes over every node
  'UntoleratedTaint',
] as const
export type FailureReason = (typeof failureReasons)[number]

/** The length an engine was asked to serve, and the longest for which its memory is enough, tokens. */
export interface LengthThatFits {
  readonly asked: number
  readonly fits: number
}

export interface Failure {
  readonly reason: FailureReason
  /** What happened, in one or two sentences without pod names, so that it is the same for every replica; no full stop. */
  readonly message: string
  /** What to do about it, one sentence; no full stop. */
  readonly remedy: string
  /** Present where a shorter length alone is known to help. */
  readonly length?: LengthThatFits
}

/** What happened and what helps, as a condition or an Event says it. */
export function failureWords({ message, remedy }: Failure): string {
  return `${message}: ${remedy}`
}
