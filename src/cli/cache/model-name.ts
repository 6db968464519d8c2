/**
 * `ORG/NAME[@REVISION]` as commands about caches are given it.
 * @module
 */
import { isModelId, isRevision } from '../../vocabulary/model-files/model-id.ts'
import { UsageError } from '../command.ts'

export interface ModelName {
  readonly id: string
  readonly revision?: string
}

/** @throws UsageError when it is neither */
export function readModelName(text: string): ModelName {
  const at = text.indexOf('@')
  const id = at < 0 ? text : text.slice(0, at)
  if (!isModelId(id)) throw new UsageError(`"${id}" is no name of a model (write ORG/NAME[@REVISION])`)
  if (at < 0) return { id }
  const revision = text.slice(at + 1)
  if (!isRevision(revision))
    throw new UsageError(`"${revision}" is no revision (a commit, a branch or a tag)`)
  return { id, revision }
}
