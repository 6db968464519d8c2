/**
 * `fitgate recipes`: the recipes that are built in, and the tools for those that are not.
 * @module
 */
import { group } from './group.ts'
import { importFiles } from './recipes/import.ts'
import { lintFiles } from './recipes/lint.ts'
import { list } from './recipes/list.ts'
import { show } from './recipes/show.ts'

export const command = group({
  name: 'recipes',
  summary: 'list, show, import and lint recipes',
  about:
    'A recipe is one known way to serve a model on one kind of GPU with one engine (AIMRecipe). Many are built in.',
  commands: [list, show, importFiles, lintFiles],
})
