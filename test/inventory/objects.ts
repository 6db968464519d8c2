/** Builders of nodes and pods: `node('a').gpus(8).label('amd.com/gpu.device-id', '74a1').build()`. */
import type { NodeObject, PodObject } from '../../src/inventory/objects.ts'

export class NodeBuilder {
  #node: NodeObject

  constructor(name: string) {
    this.#node = { metadata: { name } }
  }

  label(key: string, value: string): this {
    const { metadata } = this.#node
    this.#node = { ...this.#node, metadata: { ...metadata, labels: { ...metadata.labels, [key]: value } } }
    return this
  }

  /** The labels of a current labeller for one device id. */
  device(id: string, vram?: string, partition?: string): this {
    this.label('amd.com/gpu.device-id', id)
    if (vram !== undefined) this.label('amd.com/gpu.vram', vram)
    if (partition !== undefined) this.label('amd.com/gpu.compute-memory-partition', partition)
    return this
  }

  gpus(count: number, allocatable = count, resource = 'amd.com/gpu'): this {
    const { status } = this.#node
    this.#node = {
      ...this.#node,
      status: {
        ...status,
        capacity: { ...status?.capacity, cpu: '192', [resource]: String(count) },
        allocatable: { ...status?.allocatable, cpu: '190', [resource]: String(allocatable) },
      },
    }
    return this
  }

  condition(type: string, status: string): this {
    const conditions = [...(this.#node.status?.conditions ?? []), { type, status }]
    this.#node = { ...this.#node, status: { ...this.#node.status, conditions } }
    return this
  }

  taint(key: string, effect = 'NoSchedule'): this {
    const taints = [...(this.#node.spec?.taints ?? []), { key, effect }]
    this.#node = { ...this.#node, spec: { ...this.#node.spec, taints } }
    return this
  }

  cordoned(): this {
    this.#node = { ...this.#node, spec: { ...this.#node.spec, unschedulable: true } }
    return this
  }

  build(): NodeObject {
    return this.#node
  }
}

export const node = (name = 'n'): NodeBuilder => new NodeBuilder(name)

/** A node with 8 MI300X. */
export const mi300x = (name = 'n'): NodeBuilder => node(name).device('74a1', '192G').gpus(8)

type Container = NonNullable<NonNullable<PodObject['spec']>['containers']>[number]

export const asks = (count: number, resource = 'amd.com/gpu', restartPolicy?: string): Container => ({
  resources: { requests: { [resource]: String(count) }, limits: { [resource]: String(count) } },
  ...(restartPolicy === undefined ? {} : { restartPolicy }),
})

export interface PodOptions {
  readonly name?: string
  readonly namespace?: string
  readonly on?: string
  readonly nominated?: string
  readonly phase?: string
  readonly gpus?: number
  readonly resource?: string
  readonly init?: readonly Container[]
  readonly labels?: Readonly<Record<string, string>>
  readonly owner?: { readonly kind: string; readonly name: string; readonly uid: string }
  readonly deleting?: boolean
}

export function pod(options: PodOptions = {}): PodObject {
  const { name = 'p', namespace = 'default', on, nominated, phase = 'Running', gpus = 1, owner } = options
  return {
    metadata: {
      name,
      namespace,
      ...(options.labels === undefined ? {} : { labels: options.labels }),
      ...(options.deleting ? { deletionTimestamp: '2026-01-01T00:00:00Z' } : {}),
      ...(owner === undefined ? {} : { ownerReferences: [{ ...owner, controller: true }] }),
    },
    spec: {
      ...(on === undefined ? {} : { nodeName: on }),
      containers: [gpus === 0 ? {} : asks(gpus, options.resource)],
      ...(options.init === undefined ? {} : { initContainers: options.init }),
    },
    status: { phase, ...(nominated === undefined ? {} : { nominatedNodeName: nominated }) },
  }
}
