/**
 * What fitgate says about an AIMRecipe.
 * @module
 */
import { z } from 'zod'
import { conditions } from '../fields/conditions.ts'

export const recipePhases = ['Ready', 'Invalid'] as const

export const aimRecipeStatus = z
  .object({
    conditions: conditions.optional().describe('The state, aspect by aspect.'),
    observedGeneration: z.int().min(0).optional().describe('Generation of the spec this speaks about.'),
    phase: z.enum(recipePhases).optional().describe('Ready or Invalid.'),
    usage: z
      .object({
        endpointCount: z.int().min(0).describe('Endpoints that run with it.'),
        lastUsed: z.iso.datetime().optional().describe('When an endpoint last chose it.'),
      })
      .optional()
      .describe('Who uses it.'),
  })
  .describe('What is found.')
