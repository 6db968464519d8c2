/**
 * What the kinds of the AIM group share.
 * @module
 */
import { z } from 'zod'
import { backends, objectives } from '../../catalog/recipe.ts'
import { precisionSpellings } from '../../vocabulary/precision.ts'

export const group = 'aim.engine.amd.com'

/** `aim` is the category of AMD's own kinds too: `kubectl get aim` shows whatever there is. */
export const categories = ['aim', 'fitgate'] as const

/** Hub repository, `Qwen/Qwen3-32B`. */
export const modelId = z
  .string()
  .max(256)
  .regex(
    /^[A-Za-z0-9][A-Za-z0-9._-]*(\/[A-Za-z0-9][A-Za-z0-9._-]*)?$/,
    'a repository name such as Qwen/Qwen3-32B',
  )

export const precision = z.enum(precisionSpellings)

export const backend = z.enum(backends)

export const objective = z.enum(objectives)

/** GPUs of one replica, all on one node. */
export const gpuCount = z.int().min(1).max(8)

/** Engine arguments as they stand on the command line, at most 128. */
export const engineArguments = z.array(z.string().min(1).max(4096)).max(128)
