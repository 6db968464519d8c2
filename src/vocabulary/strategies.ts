/**
 * Words by which people say which node they would rather have. What each means: `decide/place/strategies.ts`.
 * @module
 */

export const strategyWords = [
  'binPacking',
  'leastLoaded',
  'random',
  'costOptimized',
  'topology-aware',
  'exclusive',
  'static',
  'dynamic',
  'shared',
] as const
export type StrategyWord = (typeof strategyWords)[number]
