/**
 * The status of a ModelCache: the upstream fields, and what both kinds of cache say.
 * @module
 */
import { z } from 'zod'
import { cacheStatusFields } from '../cache/status.ts'

export const modelCacheStatus = z
  .object({
    ...cacheStatusFields,
    sizeOnDisk: z.string().max(253).optional().describe('Size of the model, for people.'),
    lastUpdated: z.string().max(64).optional().describe('When the model was published, RFC 3339.'),
  })
  .describe('What is there.')
