/**
 * The claims of a cache: those that are there, whose they are, and bringing them to what its plan says.
 * @module
 */
import { resources } from '../../kube/resources.ts'
import type { KubeClient } from '../../kube/types.ts'
import type { RenderedObject } from '../../render/object.ts'
import { belonging } from '../aim-endpoint/belonging.ts'
import type { Finding } from '../aim-endpoint/finding.ts'
import { ClaimApplier } from './apply-claim.ts'
import type { CacheClaim } from './objects.ts'
import { type CacheObject, claimNamesOf } from './read-cache.ts'
import type { CachePlan } from './situation.ts'

export interface OwnClaim {
  readonly claim?: CacheClaim
  /** Why it is not as it is wanted. */
  readonly refused?: Finding
  /** Another object has its name. */
  readonly isTaken?: true
}

export interface OwnClaims {
  readonly download: OwnClaim
  /** Absent: no copies on nodes are asked for. */
  readonly copies?: OwnClaim
}

export interface AppliedClaims {
  readonly claims: OwnClaims
  /** Something is not as it was read. */
  readonly isNews: boolean
  /** When to look again, seconds. */
  readonly looks: readonly number[]
}

/** Until a name that another object has is tried again, seconds; its end is usually told of sooner. */
const takenSeconds = 10

export class ClaimKeeper {
  readonly #client: KubeClient
  readonly #seen: (key: string) => CacheClaim | undefined
  readonly #applier: ClaimApplier

  /**
   * @param seen a claim by its key, as a watch last told of it
   * @param now milliseconds that only grow
   */
  constructor(client: KubeClient, seen: (key: string) => CacheClaim | undefined, now: () => number) {
    this.#client = client
    this.#seen = seen
    this.#applier = new ClaimApplier(client, now)
  }

  async read(object: CacheObject): Promise<OwnClaims> {
    const { download, copies } = claimNamesOf(object)
    return {
      download: await this.#read(object, download),
      ...(copies === undefined ? {} : { copies: await this.#read(object, copies) }),
    }
  }

  /** @param key of the cache */
  async apply(key: string, plan: CachePlan, claims: OwnClaims): Promise<AppliedClaims> {
    const looks: number[] = []
    const brought = async (
      to: string,
      own: OwnClaim,
      wanted: RenderedObject | undefined,
    ): Promise<OwnClaim> => {
      if (own.isTaken) looks.push(takenSeconds)
      if (wanted === undefined || own.isTaken) return own
      const { afterSeconds, ...now } = await this.#applier.apply(to, wanted, own.claim)
      if (afterSeconds !== undefined) looks.push(afterSeconds)
      return now.claim === own.claim && now.refused === undefined ? own : now
    }
    const download = await brought(key, claims.download, plan.claim)
    const copies = claims.copies && (await brought(copiesKey(key), claims.copies, plan.copiesClaim))
    return {
      claims: { download, ...(copies === undefined ? {} : { copies }) },
      isNews: download !== claims.download || copies !== claims.copies,
      looks,
    }
  }

  forget(key: string): void {
    this.#applier.forget(key)
    this.#applier.forget(copiesKey(key))
  }

  /** A claim that no watch has told of may be there all the same: made a moment ago, or somebody else's. */
  async #read(object: CacheObject, name: string): Promise<OwnClaim> {
    const { namespace = '' } = object.metadata
    const found =
      this.#seen(`${namespace}/${name}`) ??
      (await this.#client.get<CacheClaim>(resources.persistentVolumeClaim, { namespace, name }))
    if (found === undefined) return {}
    const whose = belonging(found, object)
    if (whose === 'own') return { claim: found }
    const message =
      whose === 'foreign'
        ? `PersistentVolumeClaim ${name} is here already and does not belong to this ${object.kind}; rename one of the two`
        : `PersistentVolumeClaim ${name} of a ${object.kind} that had this name is still being deleted`
    const reason = whose === 'foreign' ? 'NameTaken' : 'Terminating'
    return { refused: { status: 'False', reason, message }, isTaken: true }
  }
}

const copiesKey = (key: string) => `${key}/copies`
