/**
 * What one rank holds at the worst moment of loading, where that is more than the weights it ends with.
 * Source: vLLM 0.11.0, 0.15.1, 0.19.1 to 0.33.0, fp8 quantisation at load.
 * @module
 */
import { bytesPerGiB } from '../../vocabulary/quantity.ts'
import { expertsOnRank } from './linear-bytes.ts'
import { lengthOnRank, linearsOf, rowsOnRank } from './linears.ts'
import { loaderRules } from './loader-rules.ts'
import { quantisesOnLoad, storageOf } from './storage.ts'
import { placementOf, type WeightsInput, weightsGiB } from './weights.ts'

/**
 * GiB at the peak of loading; `weights` is what {@link weightsGiB} says of the same input. An engine that quantises after loading
 * holds the whole model as it is stored; one that goes layer by layer only the widest matrix.
 */
export function loadingPeakGiB(input: WeightsInput, weights: number): number {
  const { stored, loadedAs } = input
  if (!quantisesOnLoad(stored, loadedAs)) return weights
  if (loaderRules(input.engine).quantisesOnline === 'after-loading') {
    return weightsGiB({ ...input, loadedAs: stored.format }) ?? weights
  }
  const placement = placementOf(input)
  const { bytes } = storageOf(stored)('dense')
  let widest = 0
  for (const linears of linearsOf(input.shape).values()) {
    for (const linear of linears) {
      const routed = linear.class === 'experts'
      const ranks = routed ? placement.expertRanks : placement.ranks
      const copies = routed ? expertsOnRank(linear.copies ?? 1, placement.expertGroups) : 1
      widest = Math.max(widest, copies * rowsOnRank(linear, ranks) * lengthOnRank(linear, ranks) * bytes)
    }
  }
  return weights + widest / bytesPerGiB
}
