/**
 * The status of an AIMCache.
 * @module
 */
import { z } from 'zod'
import { cacheStatusFields } from '../cache/status.ts'

export const aimCacheStatus = z.object(cacheStatusFields).describe('What is there.')
