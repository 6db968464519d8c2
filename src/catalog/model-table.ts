/**
 * Model architectures, 72 rows, one file a publisher.
 * @module
 */

import { cohereModels } from './model-table/cohere.ts'
import { deepseekModels } from './model-table/deepseek.ts'
import type { ModelRow } from './model-table/define-model.ts'
import { falconModels } from './model-table/falcon.ts'
import { googleModels } from './model-table/google.ts'
import { ibmModels } from './model-table/ibm.ts'
import { llamaModels } from './model-table/llama.ts'
import { microsoftModels } from './model-table/microsoft.ts'
import { minimaxModels } from './model-table/minimax.ts'
import { mistralModels } from './model-table/mistral.ts'
import { moonshotModels } from './model-table/moonshot.ts'
import { nvidiaModels } from './model-table/nvidia.ts'
import { openaiModels } from './model-table/openai.ts'
import { qwenModels } from './model-table/qwen.ts'
import { zaiModels } from './model-table/zai.ts'

export const modelTable: readonly ModelRow[] = [
  ...qwenModels,
  ...llamaModels,
  ...mistralModels,
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
  ...ibmModels,
]
