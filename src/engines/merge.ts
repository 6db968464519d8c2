/**
 * Two sets of engine settings, one over the other.
 * @module
 */
import type { EngineSettings } from './settings.ts'

/** `over` wins wherever it says anything; flags without a name of their own are merged one by one. */
export function mergeSettings(base: EngineSettings, over: EngineSettings): EngineSettings {
  const said = Object.fromEntries(Object.entries(over).filter(([, value]) => value !== undefined))
  return { ...base, ...said, other: { ...base.other, ...over.other } }
}
