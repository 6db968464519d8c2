/**
 * The closed lists of words that both kinds of cache use.
 * @module
 */

export const accessModes = ['ReadWriteOnce', 'ReadWriteMany', 'ReadWriteOncePod'] as const
export type AccessMode = (typeof accessModes)[number]

/**
 * When a source is asked. `Always`: at every change of the cache and at every clean-up, so that a branch that moved is followed;
 * `IfNotPresent`: until the model is there; `Never`: the volume is filled by somebody else and only looked at.
 */
export const downloadPolicies = ['Always', 'IfNotPresent', 'Never'] as const
export type DownloadPolicy = (typeof downloadPolicies)[number]

/** Who stays longest is last. */
export const modelPriorities = ['low', 'medium', 'high'] as const
export type ModelPriority = (typeof modelPriorities)[number]

/**
 * Which of the models of one priority goes first: `lru` whose last use is longest ago, `lfu` that was used the fewest times, `fifo`
 * that was downloaded first, `largest` that frees the most.
 */
export const evictionStrategies = ['lru', 'lfu', 'fifo', 'largest'] as const
export type EvictionStrategy = (typeof evictionStrategies)[number]
