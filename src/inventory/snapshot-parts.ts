/**
 * The parts of a snapshot as they must be for decisions to read them. Words that a decision only compares are not held to a list, or a
 * webhook process would refuse all that a newer controller knows for the sake of one recipe.
 * @module
 */
import { z } from 'zod'
import { backends } from '../catalog/recipe.ts'

const count = z.int().min(0)

export const hardwarePart = z.looseObject({
  shapes: z.array(
    z.looseObject({
      accelerator: z.string(),
      partition: z.string().optional(),
      resource: z.string(),
      memoryGiB: z.number().positive(),
      gpusPerNode: z.int().min(1),
      origin: z.string(),
      nodes: count,
      freeNodes: z.array(count),
      endingNodes: z.array(count).optional(),
      used: z.number(),
      holders: z.number(),
      lastSeen: z.string().optional(),
    }),
  ),
  unknownNodes: z.number(),
  disagreements: z.array(z.looseObject({ words: z.string(), nodes: z.number() })).optional(),
})

export const recipePart = z.looseObject({
  name: z.string(),
  type: z.string(),
  modelId: z.string(),
  hardware: z.string(),
  precision: z.string(),
  backend: z.enum(backends),
  objective: z.string().optional(),
  configurations: z.array(
    z.looseObject({
      gpuCount: z.int().min(1),
      enabled: z.boolean(),
      args: z.array(z.string()),
      env: z.array(z.looseObject({ name: z.string(), value: z.string().optional() })),
    }),
  ),
})

const words = z.array(z.string()).optional()
const rules = {
  models: words,
  sources: z.looseObject({ hosts: words, cidrs: words }).optional(),
  licences: words,
  precisions: words,
  maxGPUs: z.number().optional(),
  quotaGPUs: z.number().optional(),
  trustRemoteCode: words,
  images: words,
  serviceAccounts: words,
  secrets: words,
}
const modes = z.record(z.string(), z.string())

export const policyPart = z.looseObject({
  ...rules,
  mode: z.string(),
  modes,
  namespaces: z.record(
    z.string(),
    z.looseObject({ ...rules, mode: z.string().optional(), modes: modes.optional() }),
  ),
  exceptions: z.array(
    z.looseObject({
      name: z.string(),
      policies: z.array(z.string()),
      namespaces: z.array(z.string()),
      objects: words,
      onRequest: z.boolean().optional(),
      owner: z.string(),
      reason: z.string(),
      expires: z.string(),
    }),
  ),
  modelLicences: z.record(z.string(), z.string()),
})
