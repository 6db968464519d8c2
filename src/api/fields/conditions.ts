/**
 * The conditions of a status.
 * @module
 */
import { z } from 'zod'
import { keyedList } from './map.ts'

/** At most 32, merged by type. */
export const conditions = keyedList(
  z.object({
    type: z.string().max(316).describe('What the condition is about, CamelCase.'),
    status: z.enum(['True', 'False', 'Unknown']).describe('True, False or Unknown.'),
    reason: z.string().min(1).max(1024).describe('Why, in one CamelCase word that programs may rely on.'),
    message: z.string().max(32_768).describe('Why, in words.'),
    observedGeneration: z.int().min(0).optional().describe('Generation of the spec that was judged.'),
    lastTransitionTime: z.iso.datetime().describe('When status last changed.'),
  }),
  'type',
  32,
)
