/**
 * The pin of a plain workload: the plan it is held to and the ledger of what was added for it, as one bounded annotation.
 * @module
 */
import { Buffer } from 'node:buffer'
import { z } from 'zod'
import { canonicalJson } from '../vocabulary/names.ts'
import { maxPinBytes, type Pin, pinSchema } from './pin.ts'
import { packed, packedSchema, unpacked } from './shared-values.ts'

/** One place and what was done there. */
export interface LedgerEntry {
  /** The place as one text (`render/workload/place.ts`). */
  readonly at: string
  /** What was put there; absent where something was taken away. */
  readonly value?: unknown
  /** What the user had there and a conversion replaced; absent where there was nothing. */
  readonly was?: unknown
  /** Where in its list `was` stood. */
  readonly index?: number
}

export interface Ledger {
  readonly entries: readonly LedgerEntry[]
  /** Lists and maps that were made to hold an entry, outermost first: they go when they are empty. */
  readonly made: readonly string[]
}

export interface WorkloadPin extends Pin {
  /** Version of fitgate that rendered the ledger. */
  readonly renderer: string
  /** Absent in a pin that asks for a plan to be rendered. */
  readonly ledger?: Ledger
  /** An older plan was brought back by hand (`kubectl rollout undo`): upgrades leave it alone until the intent changes. */
  readonly held?: true
}

const place = z.string().max(512)

const ledgerSchema = z.object({
  entries: z
    .array(
      z.object({
        at: place,
        value: z.unknown().optional(),
        was: z.unknown().optional(),
        index: z.int().min(0).optional(),
      }),
    )
    .max(256),
  made: z.array(place).max(256),
})

/** Most places are in a container or a pod template; what comes before is written once, and a number in its stead. */
const beginning = /^(?:\/[^/]+)*?\/(?:containers\/[^/]+|\w*[tT]emplate\/spec(?!\/containers\/))(?=\/)/

function underPlaces({ entries, made }: Ledger) {
  const under: string[] = []
  const short = (at: string) => {
    const start = beginning.exec(at)?.[0]
    if (start === undefined) return at
    if (!under.includes(start)) under.push(start)
    return `${under.indexOf(start)}${at.slice(start.length)}`
  }
  const places = entries.map((entry) => ({ ...entry, at: short(entry.at) }))
  return { value: { entries: places, made: made.map(short) }, under }
}

function lengthened(ledger: Ledger, under: readonly string[] = []): Ledger | undefined {
  const long = (at: string) => at.replace(/^\d+/, (index) => under[Number(index)] ?? '')
  const whole = {
    entries: ledger.entries.map((entry) => ({ ...entry, at: long(entry.at) })),
    made: ledger.made.map(long),
  }
  const places = [...whole.made, ...whole.entries.map(({ at }) => at)]
  return places.every((at) => at.startsWith('/')) ? whole : undefined
}

const workloadPinSchema = z.object({
  ...pinSchema.shape,
  renderer: z.string().max(64),
  held: z.literal(true).optional(),
  ledger: packedSchema.extend({ under: z.array(place).max(16).optional() }).optional(),
})

/** The annotation; `undefined` when it would be too large to be believed. What fits is not packed, which takes time. */
export function formatWorkloadPin(pin: WorkloadPin): string | undefined {
  const { ledger, ...rest } = pin
  if (ledger === undefined) return bounded(canonicalJson(rest))
  const { value, under } = underPlaces(ledger)
  const format = (written: object) => bounded(canonicalJson({ ...rest, ledger: { ...written, under } }))
  return format({ value }) ?? format(packed(value))
}

function bounded(text: string): string | undefined {
  return Buffer.byteLength(text) > maxPinBytes ? undefined : text
}

/** `undefined` for anything that is not a pin of this version: an unreadable one is as good as none. Places are not judged here. */
export function parseWorkloadPin(annotation: string | undefined): WorkloadPin | undefined {
  if (annotation === undefined || annotation.length > maxPinBytes) return undefined
  try {
    const parsed = workloadPinSchema.safeParse(JSON.parse(annotation))
    if (!parsed.success) return undefined
    const { ledger, ...rest } = parsed.data
    if (ledger === undefined) return rest as WorkloadPin
    const read = ledgerSchema.safeParse(unpacked(ledger))
    const whole = read.success ? lengthened(read.data as Ledger, ledger.under) : undefined
    return whole && ({ ...rest, ledger: whole } as WorkloadPin)
  } catch {
    return undefined
  }
}
