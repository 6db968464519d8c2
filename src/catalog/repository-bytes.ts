/**
 * How much the files take that an engine loads from a repository.
 * @module
 */
import { precisionBits } from '../vocabulary/precision.ts'
import { bytesPerGiB } from '../vocabulary/quantity.ts'
import type { ResolvedModel } from './model.ts'

/** Bytes: those of its files where they were counted, else of its parameters; `undefined` where neither is known. */
export function repositoryBytes({ architecture, precision, stored }: ResolvedModel): number | undefined {
  if (stored.checkpointBytes !== undefined) return stored.checkpointBytes
  const share = precisionBits[precision] / precisionBits[architecture.nativePrecision]
  if (architecture.checkpointGiB !== undefined) return architecture.checkpointGiB * share * bytesPerGiB
  const parameters = architecture.parametersB ?? architecture.publishedParametersB
  return parameters === undefined ? undefined : (parameters * 1e9 * precisionBits[precision]) / 8
}
