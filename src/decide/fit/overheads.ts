/**
 * Memory beside weights, activations and cache: communicators, contexts, graph capture, and the allowance for what formulas miss.
 * Figures: logged starts on ROCm (vLLM 0.6 to 0.26), expected values, not the worst seen.
 * @module
 */

/** GiB of contexts, communicators and workspaces on one rank. */
export function nonTorchGiB(ranks: number, rocm: boolean): number {
  if (!rocm) return ranks === 1 ? 0.15 : 0.6
  if (ranks === 1) return 0.7
  return ranks <= 4 ? 2 : 4
}

/** Loaded weights against the sum of the tensors: 1 % and 0.1 GiB for allocator rounding and HIP (logged 0 to 2 %). */
export function loadingAllowanceGiB(weightsGiB: number): number {
  return weightsGiB * 0.01 + 0.1
}

/** GiB of captured graphs on one rank. */
export function graphsGiB(gfx: string, tensorParallel: number, eager: boolean): number {
  if (eager) return 0
  // MI210 and MI250 captured 5.1 to 6.1 GiB
  if (gfx === 'gfx90a' || gfx === 'gfx908') return 6
  return tensorParallel === 1 ? 1 : 2
}
