/**
 * Resources that stand for GPUs.
 * @module
 */

const partition = /^amd\.com\/([a-z]{3}_nps\d)$/

/** The partition mode that a resource of the mixed naming strategy stands for: `amd.com/cpx_nps4` → `cpx_nps4`. */
export function partitionOfResource(name: string): string | undefined {
  return partition.exec(name)?.[1]
}

/** The resources of AMD's device plugin, network cards apart: `amd.com/gpu`, `amd.com/<partition>`. */
export function isGpuResource(name: string): boolean {
  return name === 'amd.com/gpu' || partition.test(name)
}

/** Resources of NVIDIA's device plugin: `nvidia.com/gpu`, `nvidia.com/mig-1g.5gb`. */
export function isCudaResource(name: string): boolean {
  return /^nvidia\.com\/(gpu(\.shared)?|mig-[\w.-]+)$/.test(name)
}

/** Labels and taints that NVIDIA's operator, its plugin and feature discovery give nodes; no node with AMD GPUs has them. */
export function isNvidiaLabel(key: string): boolean {
  return /^(?:feature\.node\.kubernetes\.io\/pci-10de|(?:[\w.-]+\.)?nvidia\.com\/)/.test(key)
}
