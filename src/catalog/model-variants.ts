/**
 * Repositories with the architecture of a row of the model table: bases, instruct and thinking releases, distillations, later
 * versions. Only names published by the model's own makers, or by those who trained it further; builds of theirs are
 * recognised by `models.ts`.
 *
 * Source: config.json of the repositories as remembered, not fetched; a context length is given where it differs from the row's.
 * @module
 */
import type { ModelVariant } from './model-variant.ts'
import { llamaVariants } from './model-variants/llama.ts'
import { otherVariants } from './model-variants/others.ts'
import { qwenVariants } from './model-variants/qwen.ts'

export const modelVariants: readonly ModelVariant[] = [...qwenVariants, ...llamaVariants, ...otherVariants]
