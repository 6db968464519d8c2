/**
 * `fitgate cache`: what a volume of models holds, and taking models off it.
 * @module
 */
import { copy } from './cache/copy.ts'
import { list } from './cache/list.ts'
import { remove } from './cache/remove.ts'
import { group } from './group.ts'

export const command = group({
  name: 'cache',
  summary: 'list, copy and remove the models of a volume',
  about: `The models of a volume that fitgate fetch filled, or that the hub's own tools did: both keep them in the same layout.`,
  commands: [list, copy, remove],
})
