/**
 * After a first good start, the engine's own numbers: read from one of its pods, once for a model, accelerator, image and namespace.
 * @module
 */
import type { DecisionContext } from '../../decide/context.ts'
import type { Correction } from '../../inventory/corrections.ts'
import { applyIfChanged } from '../../kube/apply.ts'
import { keyOf } from '../../kube/key.ts'
import { resources } from '../../kube/resources.ts'
import { type AskOptions, askEngine } from './ask-engine.ts'
import { cacheTokens } from './cache-tokens.ts'
import {
  correctionFrom,
  isLearned,
  type Learned,
  type LearnedConfigMap,
  learnedConfigMap,
} from './learned.ts'
import { type Lesson, lessonOf } from './lesson.ts'
import { Patience } from './patience.ts'
import type { ServingObject } from './served.ts'

export interface LearnOptions extends AskOptions {
  /** Of the controller, where what was learned is kept. */
  readonly namespace: string
  /** The images that may teach; `sha256:…`. */
  readonly imageDigests: readonly string[]
  /** All that may serve, of every kind. */
  readonly serving: () => readonly ServingObject[]
  readonly context: () => DecisionContext | undefined
  /** What was learned so far, and where it is kept, as last seen. */
  readonly learned: () => readonly Correction[]
  readonly kept: () => LearnedConfigMap | undefined
}

/** Engines asked in one pass: each may take seconds not to answer. */
const asksPerPass = 5

/** Passes for which one that could not be asked is left alone. */
const pausePasses = 30

/** A pass; keep it for the life of the process, it remembers whom it asked in vain. */
export function learner(options: LearnOptions): (signal: AbortSignal) => Promise<void> {
  const { client, namespace, log } = options
  const digests = new Set(options.imageDigests)
  const patience = new Patience(pausePasses)

  return async (signal) => {
    const context = options.context()
    if (context === undefined || digests.size === 0) return
    patience.begin()
    const known = [...(context.config.corrections ?? []), ...options.learned()]
    const fresh: Learned[] = []
    let asked = 0
    for (const object of options.serving()) {
      if (signal.aborted || asked >= asksPerPass) break
      const key = `${object.kind} ${keyOf(object)}`
      if (patience.isPaused(key)) continue
      const lesson = lessonOf(object, digests, context)
      if (lesson === undefined || isLearned([...known, ...fresh], lesson.about)) continue
      asked += 1
      const correction = await ask(object, lesson, options, signal)
      if (correction === undefined) patience.pause(key)
      else fresh.push(correction)
    }
    if (fresh.length === 0 || signal.aborted) return
    const wanted = learnedConfigMap([...options.learned(), ...fresh], namespace)
    await applyIfChanged(client, resources.configMap, wanted, options.kept())
    for (const correction of fresh) log.info({ ...correction }, 'learned from a start')
  }
}

/** `undefined` where no pod tells, or what it tells is of no use. */
async function ask(
  object: ServingObject,
  { about, served, computedTokens }: Lesson,
  options: LearnOptions,
  signal: AbortSignal,
): Promise<Learned | undefined> {
  const metrics = await askEngine(object, served, options, signal)
  const measured = metrics === undefined ? undefined : cacheTokens(served.candidate.engine.backend, metrics)
  return measured === undefined ? undefined : correctionFrom(about, computedTokens, measured)
}
