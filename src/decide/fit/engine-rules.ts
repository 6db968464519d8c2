/**
 * What an engine version does with memory on a device, in the terms of the fit.
 * @module
 */
import type { EngineDefaults } from '../../catalog/engines.ts'

/** The part of an engine's defaults that decides memory; what people set comes beside it. */
export type EngineRules = Omit<EngineDefaults, 'memoryFraction' | 'maxNumSeqs' | 'maxNumBatchedTokens'>
