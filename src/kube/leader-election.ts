/**
 * One leader at a time by a Lease, as client-go elects: whoever holds it renews it; it is free when nobody has seen it
 * change for its duration. Only durations measured here are compared, never the date another machine wrote.
 * @module
 */

import { isConflict } from './api-error.ts'
import { type Clock, sleep, systemClock } from './clock.ts'
import { type Claim, claimedLease, claimPatch, type Lease, releasePatch } from './lease.ts'
import { resources } from './resources.ts'
import type { KubeClient, ObjectRef } from './types.ts'

export interface LeaderElectionOptions {
  readonly client: KubeClient
  readonly namespace: string
  readonly name: string
  /** Unlike that of every other candidate: `<host>_<random>`. */
  readonly identity: string
  /** Others take over this long after the last renewal they saw. Default 15. */
  readonly leaseSeconds?: number
  /** A leader that could not renew for this long has lost. Default 10; shorter than the lease. */
  readonly renewDeadlineSeconds?: number
  /** Between attempts, up to a fifth longer at random. Default 2. */
  readonly retrySeconds?: number
  /** The term has begun; its signal fires when it ends. */
  readonly onStarted: (term: AbortSignal) => void
  /**
   * The term has ended. When it ends by `stop()` the Lease is held until this resolves, so that the next leader starts
   * after the last write of this one. When it was lost, nobody waits.
   */
  readonly onStopped?: (why: 'stopped' | 'lost') => Promise<void> | void
  /** The Lease could not be read or written. Lost races are none. */
  readonly onError?: (error: unknown) => void
  readonly clock?: Clock
  readonly random?: () => number
}

interface Term {
  readonly controller: AbortController
  /** Nobody else can lead before this. */
  until: number
  /** Of the timer of `until`. */
  cancel: () => void
}

export class LeaderElector {
  readonly #options: Required<Omit<LeaderElectionOptions, 'onStopped' | 'onError'>> & LeaderElectionOptions
  readonly #stopping = new AbortController()
  #observed: { readonly lease: Lease; readonly at: number } | undefined
  #term: Term | undefined
  #running: Promise<void> | undefined
  #ending: Promise<void> | undefined

  /** @throws RangeError unless lease > renew deadline > retry */
  constructor(options: LeaderElectionOptions) {
    this.#options = {
      leaseSeconds: 15,
      renewDeadlineSeconds: 10,
      retrySeconds: 2,
      clock: systemClock,
      random: Math.random,
      ...options,
    }
    const { leaseSeconds, renewDeadlineSeconds, retrySeconds } = this.#options
    if (
      !(leaseSeconds > renewDeadlineSeconds && renewDeadlineSeconds > retrySeconds * 1.2 && retrySeconds > 0)
    ) {
      throw new RangeError(
        'leader election needs leaseSeconds > renewDeadlineSeconds > 1.2 × retrySeconds > 0',
      )
    }
  }

  /**
   * True only while nobody else can lead. Asks the clock, so it is right even in a process that was frozen and has not
   * run a timer yet.
   */
  get isLeader(): boolean {
    return this.#term !== undefined && this.#options.clock.now() < this.#term.until
  }

  /** Who leads, as far as is known. */
  get leader(): string | undefined {
    return this.#observed?.lease.spec?.holderIdentity || undefined
  }

  start(): this {
    this.#running ??= this.#run()
    return this
  }

  /** Ends the term, waits for `onStopped`, releases the Lease. */
  stop(): Promise<void> {
    this.#ending ??= this.#end()
    return this.#ending
  }

  async #end(): Promise<void> {
    const term = this.#term
    if (term) {
      term.controller.abort()
      await this.#stopped('stopped')
    }
    this.#stopping.abort()
    await this.#running
  }

  async #run(): Promise<void> {
    const { clock, random, retrySeconds } = this.#options
    const { signal } = this.#stopping
    while (!signal.aborted) {
      await this.#attempt()
      await sleep(clock, retrySeconds * 1000 * (1 + 0.2 * random()), signal)
    }
    if (this.leader === this.#options.identity) await this.#release()
  }

  /** Takes or renews the Lease, within the time that is left for it. Never throws. */
  async #attempt(): Promise<void> {
    const { clock, renewDeadlineSeconds, onError } = this.#options
    // After a long freeze this may run before the timer of the deadline does.
    if (!this.isLeader) this.#lose()
    if (this.#ending && !this.#term) return
    const began = clock.now()
    const limit = new AbortController()
    const cancel = clock.after((this.#term?.until ?? began + renewDeadlineSeconds * 1000) - began, () =>
      limit.abort(),
    )
    try {
      if (await this.#takeOrRenew(limit.signal)) this.#lead(began + renewDeadlineSeconds * 1000)
      else if (this.#term) this.#lose()
    } catch (error) {
      if (!isConflict(error)) onError?.(error)
    } finally {
      cancel()
    }
  }

  /** @returns whether the Lease is ours now */
  async #takeOrRenew(signal: AbortSignal): Promise<boolean> {
    const { client, identity } = this.#options
    if (this.#term && this.#observed) {
      try {
        await this.#claim(this.#observed.lease, signal)
        return true
      } catch (error) {
        // Somebody wrote it: us, if an answer was lost, or another leader.
        if (!isConflict(error)) throw error
      }
    }
    const lease = await client.get<Lease>(resources.lease, this.#ref, { signal })
    if (!lease) {
      this.#observe(await client.create(resources.lease, claimedLease(this.#ref, this.#wanted), { signal }))
      return true
    }
    this.#observe(lease)
    const holder = lease.spec?.holderIdentity
    if (holder && holder !== identity && !this.#isExpired()) return false
    await this.#claim(lease, signal)
    return true
  }

  /** @throws ApiError 409 when somebody wrote since `lease` was read */
  async #claim(lease: Lease, signal: AbortSignal): Promise<void> {
    const patch = claimPatch(lease, this.#wanted)
    const { client } = this.#options
    this.#observe(await client.patch<Lease>(resources.lease, this.#ref, 'merge', patch, { signal }))
  }

  get #ref(): ObjectRef {
    const { namespace, name } = this.#options
    return { namespace, name }
  }

  get #wanted(): Claim {
    const { identity, leaseSeconds } = this.#options
    return { identity, seconds: leaseSeconds }
  }

  /** Remembers when the Lease was first seen as it is. */
  #observe(lease: Lease): void {
    const same = JSON.stringify(lease.spec) === JSON.stringify(this.#observed?.lease.spec)
    this.#observed = { lease, at: same && this.#observed ? this.#observed.at : this.#options.clock.now() }
  }

  #isExpired(): boolean {
    if (!this.#observed) return false
    const seconds = this.#observed.lease.spec?.leaseDurationSeconds ?? this.#options.leaseSeconds
    return this.#options.clock.now() >= this.#observed.at + seconds * 1000
  }

  /** @param until counted from before the write was sent, so that every other candidate counts from later */
  #lead(until: number): void {
    if (this.#term) {
      this.#term.until = until
      return
    }
    if (this.#ending || this.#options.clock.now() >= until) return
    const term: Term = { controller: new AbortController(), until, cancel: () => {} }
    this.#term = term
    this.#watchDeadline(term)
    this.#options.onStarted(term.controller.signal)
  }

  /** Ends the term when its time is up; renewals move that time. */
  #watchDeadline(term: Term): void {
    const leftMs = term.until - this.#options.clock.now()
    if (leftMs <= 0) this.#lose()
    else term.cancel = this.#options.clock.after(leftMs, () => this.#watchDeadline(term))
  }

  /** Leaves the term, if there is one; its work is told unless it was told by `stop()`. */
  #lose(): void {
    const term = this.#term
    this.#term = undefined
    term?.cancel()
    if (!term || term.controller.signal.aborted) return
    term.controller.abort()
    void this.#stopped('lost')
  }

  async #stopped(why: 'stopped' | 'lost'): Promise<void> {
    try {
      await this.#options.onStopped?.(why)
    } catch (error) {
      this.#options.onError?.(error)
    }
  }

  async #release(): Promise<void> {
    const { client, identity, clock, retrySeconds, onError } = this.#options
    this.#lose()
    const limit = new AbortController()
    const { signal } = limit
    const cancel = clock.after(retrySeconds * 1000, () => limit.abort())
    try {
      const lease = await client.get<Lease>(resources.lease, this.#ref, { signal })
      if (lease?.spec?.holderIdentity !== identity) return
      await client.patch(resources.lease, this.#ref, 'merge', releasePatch(lease), { signal })
    } catch (error) {
      if (!isConflict(error)) onError?.(error)
    } finally {
      cancel()
    }
  }
}
