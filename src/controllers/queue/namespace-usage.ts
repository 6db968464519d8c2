/**
 * GPUs by namespace: what its pods have asked for, bound or not, and what was promised to workloads whose pods are not there yet.
 *
 * State to guard: the sums are those of the pods and promises that were told last, whatever the order they were told in.
 * @module
 */
import type { PodObject } from '../../inventory/objects.ts'
import { deviceRequests } from '../../inventory/pod-devices.ts'
import { reservationLabel } from '../../inventory/reservations.ts'
import { Tally } from '../../inventory/tally.ts'
import { placementGate } from '../../render/group-let-go.ts'

interface Share {
  readonly namespace: string
  readonly resource: string
  readonly count: number
}

interface PodShare {
  readonly shares: readonly Share[]
  /** Whose promise it redeems. */
  readonly owner: string | undefined
}

const allResources = ''
const keyOf = (namespace: string, resource: string) => `${namespace}/${resource}`

export class NamespaceUsage {
  readonly #podSums = new Tally<string>()
  readonly #promisedSums = new Tally<string>()
  readonly #pods = new Map<string, PodShare>()
  readonly #promises = new Map<string, Share>()
  /** Live pods of each owner of a promise. */
  readonly #redeemed = new Tally<string>()

  applyPod(pod: PodObject): void {
    const { namespace = '', name, labels } = pod.metadata
    const ended = pod.status?.phase === 'Succeeded' || pod.status?.phase === 'Failed'
    // a pod that waits here for its place would stand in its own way
    const waits = pod.spec?.schedulingGates?.some((gate) => gate.name === placementGate)
    const shares = ended || waits ? [] : [...deviceRequests(pod)]
    this.#setPod(`${namespace}/${name}`, {
      shares: shares.map(([resource, count]) => ({ namespace, resource, count })),
      owner: labels?.[reservationLabel],
    })
  }

  removePod(namespace: string, name: string): void {
    this.#setPod(`${namespace}/${name}`, { shares: [], owner: undefined })
  }

  /** A place was taken for an owner; counted until its pods are there. */
  promise(owner: string, namespace: string, resource: string, count: number): void {
    this.withdraw(owner)
    this.#promises.set(owner, { namespace, resource, count })
    this.#countPromise(owner, 1)
  }

  withdraw(owner: string): void {
    this.#countPromise(owner, -1)
    this.#promises.delete(owner)
  }

  /** Of pods. @param resource default: GPUs of every kind */
  ofPods(namespace: string, resource = allResources): number {
    return this.#podSums.of(keyOf(namespace, resource))
  }

  /** Of promises that no pod has redeemed. @param resource default: GPUs of every kind */
  promised(namespace: string, resource = allResources): number {
    return this.#promisedSums.of(keyOf(namespace, resource))
  }

  /** GPUs of every kind, in all. */
  used(namespace: string): number {
    return this.ofPods(namespace) + this.promised(namespace)
  }

  /** Owners of reservations with live pods. */
  owners(): Iterable<string> {
    return this.#redeemed.values()
  }

  #setPod(key: string, pod: PodShare): void {
    const before = this.#pods.get(key)
    if (before === undefined && pod.shares.length === 0) return
    if (before !== undefined) this.#countPod(before, -1)
    this.#pods.delete(key)
    if (pod.shares.length === 0) return
    this.#pods.set(key, pod)
    this.#countPod(pod, 1)
  }

  #countPod({ shares, owner }: PodShare, sign: 1 | -1): void {
    for (const share of shares) add(this.#podSums, share, sign)
    if (owner === undefined) return
    this.#countPromise(owner, -1)
    this.#redeemed.add(owner, sign)
    this.#countPromise(owner, 1)
  }

  /** A promise counts as long as no pod of it does. */
  #countPromise(owner: string, sign: 1 | -1): void {
    const promised = this.#promises.get(owner)
    if (promised !== undefined && this.#redeemed.of(owner) === 0) add(this.#promisedSums, promised, sign)
  }
}

function add(sums: Tally<string>, { namespace, resource, count }: Share, sign: 1 | -1): void {
  for (const key of [keyOf(namespace, resource), keyOf(namespace, allResources)]) sums.add(key, sign * count)
}
