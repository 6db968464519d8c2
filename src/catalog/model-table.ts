/**
 * Model architectures, one file a family of configs.
 * @module
 */

import { cohereModels } from './model-table/cohere.ts'
import { deepseekModels } from './model-table/deepseek.ts'
import type { ModelRow } from './model-table/define-model.ts'
import { falconModels } from './model-table/falcon.ts'
import { googleModels } from './model-table/google.ts'
import { ibmModels } from './model-table/ibm.ts'
import { llamaModels } from './model-table/llama.ts'
import { llama4Models } from './model-table/llama4.ts'
import { microsoftModels } from './model-table/microsoft.ts'
import { minimaxModels } from './model-table/minimax.ts'
import { mistralModels } from './model-table/mistral.ts'
import { mistral3Models } from './model-table/mistral3.ts'
import { moonshotModels } from './model-table/moonshot.ts'
import { nemotronNasModels } from './model-table/nemotron-nas.ts'
import { nvidiaModels } from './model-table/nvidia.ts'
import { openaiModels } from './model-table/openai.ts'
import { otherModels } from './model-table/others.ts'
import { qwenHybridModels } from './model-table/qwen-hybrid.ts'
import { qwen2Models } from './model-table/qwen2.ts'
import { qwen3Models } from './model-table/qwen3.ts'
import { qwen3VLModels } from './model-table/qwen3-vl.ts'
import { zaiModels } from './model-table/zai.ts'

export const modelTable: readonly ModelRow[] = [
  ...qwen3Models,
  ...qwenHybridModels,
  ...qwen2Models,
  ...qwen3VLModels,
  ...llamaModels,
  ...llama4Models,
  ...mistralModels,
  ...mistral3Models,
  ...deepseekModels,
  ...moonshotModels,
  ...openaiModels,
  ...googleModels,
  ...microsoftModels,
  ...zaiModels,
  ...minimaxModels,
  ...cohereModels,
  ...falconModels,
  ...nvidiaModels,
  ...nemotronNasModels,
  ...ibmModels,
  ...otherModels,
]
