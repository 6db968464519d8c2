/**
 * The pin: the plan an object is held to until its intent changes, as one bounded annotation.
 * @module
 */
import { z } from 'zod'
import type { Intent } from '../api/intent.ts'
import { backends, recipeTypes } from '../catalog/recipe.ts'
import { labelForms } from '../inventory/label-forms.ts'
import { canonicalJson, shortHash } from '../vocabulary/names.ts'
import { precisions } from '../vocabulary/precision.ts'
import type { Candidate, Decision } from './decision.ts'

/** Hash of what decides the plan; equal for equal intents, whatever kind or form they were written in. */
export function intentHash(intent: Intent): string {
  return shortHash(canonicalJson(intent), 16)
}

const text = z.string().max(512)

const candidateSchema = z.object({
  recipe: z.object({
    name: text,
    recipeId: text.optional(),
    type: z.enum(recipeTypes),
    generation: z.number().optional(),
  }),
  accelerator: text,
  gfx: text,
  partition: text.optional(),
  resource: text,
  gpusPerNode: z.int().min(1),
  labelForms: z.array(z.enum(labelForms)).optional(),
  gpuCount: z.int().min(1),
  nodes: z.int().min(2).optional(),
  precision: z.enum(precisions),
  engine: z.object({ backend: z.enum(backends), version: text }),
  settings: z.looseObject({ other: z.record(z.string(), z.union([z.string(), z.literal(true)])) }),
  env: z.array(z.looseObject({ name: text })).max(128),
  resources: z
    .object({
      requests: z.record(z.string(), z.string()).optional(),
      limits: z.record(z.string(), z.string()).optional(),
    })
    .optional(),
  image: text,
})

/** What an annotation must be to be believed. */
export const pinSchema = z.object({
  v: z.literal(1),
  /** Intent hash. */
  intent: text,
  /** Whose pin it is: uid where known, `namespace/name` where that is. A copy's is neither. */
  owner: z.object({ uid: text.optional(), name: text.optional() }),
  /** Version of fitgate that decided. */
  fitgate: text,
  candidate: candidateSchema,
})

export interface Pin {
  readonly v: 1
  readonly intent: string
  readonly owner: { readonly uid?: string; readonly name?: string }
  readonly fitgate: string
  readonly candidate: Candidate
}

/** What the API server has told of the object: at creation the name may still be to come. */
export interface PinOwner {
  readonly uid?: string
  readonly namespace: string
  readonly name: string
}

/** Longer annotations are never written or believed. */
export const maxPinBytes = 8192

/** What a pin takes of a decision. */
export interface Deciding extends Pick<Decision, 'provenance'> {
  readonly chosen?: { readonly candidate: Candidate }
}

/** The pin of a decision, or `undefined` when it chose nothing. */
export function pinOf(decision: Deciding, object: PinOwner): Pin | undefined {
  if (decision.chosen === undefined) return undefined
  return {
    v: 1,
    intent: decision.provenance.intent,
    owner: {
      ...(object.uid ? { uid: object.uid } : {}),
      ...(object.name ? { name: `${object.namespace}/${object.name}` } : {}),
    },
    fitgate: decision.provenance.fitgate,
    candidate: decision.chosen.candidate,
  }
}

/** The annotation; `undefined` when it would be too large to be believed. */
export function formatPin(pin: Pin): string | undefined {
  const text = canonicalJson(pin)
  return new TextEncoder().encode(text).length > maxPinBytes ? undefined : text
}

/** A plan that cannot run at all: no reason to hold an object to it. */
export function isProvenImpossible(decision: Decision): boolean {
  return decision.verdict === 'DoesNotFit' && decision.certainty === 'certain'
}

/** `undefined` for anything that is not a pin of this version: an unreadable one is as good as none. */
export function parsePin(annotation: string | undefined): Pin | undefined {
  if (annotation === undefined || annotation.length > maxPinBytes) return undefined
  try {
    const parsed = pinSchema.safeParse(JSON.parse(annotation))
    return parsed.success ? (parsed.data as Pin) : undefined
  } catch {
    return undefined
  }
}

/** Whether the pin still binds: made for this intent, and not carried over from another object. */
export function pinHolds(pin: Pin, intent: Intent, object: PinOwner): boolean {
  if (pin.intent !== intentHash(intent)) return false
  if (pin.owner.uid && object.uid) return pin.owner.uid === object.uid
  if (pin.owner.name && object.name) return pin.owner.name === `${object.namespace}/${object.name}`
  return true
}
