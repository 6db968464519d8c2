/**
 * Counts bytes as they arrive, and tells how far everything is.
 * @module
 */
import type { FetchProgress, ModelPhase, ModelProgress } from '../../vocabulary/model-files/progress.ts'

/** Over which the rate is told: long enough to be calm, short enough to be true. */
const windowMs = 8000
const sampleMs = 250

export interface ModelMeter {
  phase(phase: ModelPhase): void
  /** All that is to be there, and what of it is already. */
  plan(plan: {
    readonly revision: string
    readonly total: number
    readonly files: number
    readonly bytes: number
    readonly done: number
  }): void
  /** Bytes that came and are on the volume. */
  add(bytes: number): void
  /** Bytes that are not there after all. */
  lose(bytes: number): void
  fileDone(): void
  read(): ModelProgress
}

type Counted = { -readonly [key in keyof ModelProgress]: ModelProgress[key] }

export class Meter {
  readonly #now: () => number
  readonly #models: Counted[] = []
  /** When, and how many bytes had come by then. */
  readonly #samples: { readonly at: number; readonly received: number }[] = []
  #received = 0

  /** @param now milliseconds of a clock that never goes back */
  constructor(now = () => performance.now()) {
    this.#now = now
    this.#samples.push({ at: now(), received: 0 })
  }

  model(id: string): ModelMeter {
    const model: Counted = { id, phase: 'Listing', bytes: 0, total: 0, files: { done: 0, total: 0 } }
    this.#models.push(model)
    return {
      phase(phase) {
        model.phase = phase
      },
      plan({ revision, total, files, bytes, done }) {
        Object.assign(model, { revision, total, bytes, files: { done, total: files } })
      },
      add: (bytes) => {
        model.bytes += bytes
        this.#add(bytes)
      },
      lose(bytes) {
        model.bytes = Math.max(0, model.bytes - bytes)
      },
      fileDone() {
        model.files = { ...model.files, done: model.files.done + 1 }
      },
      read: () => ({ ...model }),
    }
  }

  /** Bytes that came over the network since this began. */
  get received(): number {
    return this.#received
  }

  #add(bytes: number): void {
    this.#received += bytes
    const at = this.#now()
    const last = this.#samples.at(-1)
    if (last === undefined || at - last.at >= sampleMs) this.#samples.push({ at, received: this.#received })
    while ((this.#samples[1]?.at ?? at) < at - windowMs) this.#samples.shift()
  }

  read(): FetchProgress {
    const sum = (of: (model: ModelProgress) => number) =>
      this.#models.reduce((all, model) => all + of(model), 0)
    const [bytes, total] = [sum((model) => model.bytes), sum((model) => model.total)]
    const bytesPerSecond = Math.round(this.#rate())
    return {
      bytes,
      total,
      files: { done: sum(({ files }) => files.done), total: sum(({ files }) => files.total) },
      bytesPerSecond,
      ...(bytesPerSecond > 0 && { secondsLeft: Math.ceil((total - bytes) / bytesPerSecond) }),
      models: this.#models.map((model) => ({ ...model })),
    }
  }

  #rate(): number {
    const at = this.#now()
    const since = this.#samples.find((sample) => sample.at >= at - windowMs)
    if (since === undefined) return 0
    const seconds = (at - since.at) / 1000
    return seconds > 0 ? (this.#received - since.received) / seconds : 0
  }
}
