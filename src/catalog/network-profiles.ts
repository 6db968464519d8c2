/**
 * Networks between nodes: what RCCL must be told of each, and the resource that gives a pod its part. A name that does not fit the
 * nodes makes RCCL fall back to sockets without a word, ten times slower, so nothing is guessed: a platform names its own.
 * @module
 */

/** What pods of one group are given to talk to each other. */
export interface Network {
  /** RCCL reads the names of NCCL. */
  readonly env: Readonly<Record<string, string>>
  /** Extended resource of one network card; a pod gets one for each of its GPUs. Absent: the nodes' own network. */
  readonly cardResource?: string
}

export interface NetworkProfile extends Network {
  readonly name: string
  readonly source: string
}

const cards = (prefix: string) => Array.from({ length: 8 }, (_, i) => `${prefix}${i}`).join(',')

export const networkProfiles: readonly NetworkProfile[] = [
  {
    name: 'pollara',
    env: {
      NCCL_IB_HCA: cards('ionic_'),
      NCCL_IB_GID_INDEX: '1',
      NCCL_IB_QPS_PER_CONNECTION: '1',
      NCCL_IB_SPLIT_DATA_ON_QPS: '0',
      NCCL_IB_USE_INLINE: '0',
      NCCL_IB_PCI_RELAXED_ORDERING: '1',
      NCCL_GDR_FLUSH_DISABLE: '1',
      RCCL_GDR_FLUSH_GPU_MEM_NO_RELAXED_ORDERING: '0',
      IONIC_LOCKFREE: 'all',
    },
    cardResource: 'amd.com/nic',
    source: "AMD network operator, workload example for Pollara; amd.com/nic is its device plugin's",
  },
  {
    name: 'thor2',
    env: { NCCL_IB_HCA: cards('bnxt_re'), NCCL_IB_GID_INDEX: '3', NCCL_IB_PCI_RELAXED_ORDERING: '1' },
    source: 'AMD cluster networking guides, Broadcom RoCEv2',
  },
  {
    name: 'connectx',
    env: { NCCL_IB_HCA: cards('mlx5_'), NCCL_IB_GID_INDEX: '3', NCCL_IB_PCI_RELAXED_ORDERING: '1' },
    source: 'AMD cluster networking guides, NVIDIA RoCEv2',
  },
]

export function networkProfile(name: string): NetworkProfile | undefined {
  return networkProfiles.find((profile) => profile.name === name)
}
