/**
 * AMD's own profiles: `amd-enterprise-ai/aim-build`, folder `assets/instinct`, the throughput profiles, read in 2026 at the
 * commits a51d8b0, 74cf8f9, 2512d8a, 3fee65b and b17031b. Their types are kept: optimized, preview, unoptimized.
 *
 * Left out: arguments that only choose log lines or loaders, those that repeat the engine's default (`mp` on one node, no remote
 * code, no length where it is `-1`), `--swap-space` (gone since vLLM 0.19.1), and variables that vLLM 0.33.0 does not know.
 * @module
 */
import { deepseek } from './aim-build/deepseek.ts'
import { google } from './aim-build/google.ts'
import { llama } from './aim-build/llama.ts'
import { minimax } from './aim-build/minimax.ts'
import { mistral } from './aim-build/mistral.ts'
import { openai } from './aim-build/openai.ts'
import { qwen } from './aim-build/qwen.ts'
import { zai } from './aim-build/zai.ts'
import type { RecipeRow } from './row.ts'

export const aimBuild: readonly RecipeRow[] = [
  ...qwen,
  ...llama,
  ...openai,
  ...deepseek,
  ...google,
  ...minimax,
  ...mistral,
  ...zai,
]
