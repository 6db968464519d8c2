/**
 * Names and label values that the API server accepts, made from whatever people called their things.
 * @module
 */
import { hash } from 'node:crypto'

/** The API group prefix of everything fitgate writes on objects. */
export const prefix = 'fitgate.dev'

/** Field manager of everything fitgate applies. */
export const fieldManager = 'fitgate'

export const annotations = {
  /** The resolved plan an object is held to (written by fitgate). */
  pin: `${prefix}/pin`,
  /** `enforce`, `warn` or `off`: what an estimated refusal does (written by people). */
  fit: `${prefix}/fit`,
  // what people write on a plain workload; values and meanings are one table, `api/workload/annotations.ts`
  model: `${prefix}/model`,
  recipe: `${prefix}/recipe`,
  precision: `${prefix}/precision`,
  gpus: `${prefix}/gpus`,
  maxGpus: `${prefix}/max-gpus`,
  maxModelLen: `${prefix}/max-model-len`,
  objective: `${prefix}/objective`,
  engine: `${prefix}/engine`,
  container: `${prefix}/container`,
  accelerator: `${prefix}/accelerator`,
  upgrade: `${prefix}/upgrade`,
  paused: `${prefix}/paused`,
  convert: `${prefix}/convert`,
  harden: `${prefix}/harden`,
  cache: `${prefix}/cache`,
  policyException: `${prefix}/policy-exception`,
  /** The resolved plan of a plain workload and what was added to it (written by fitgate). */
  decision: `${prefix}/decision`,
  /** State of a plain workload, which has no conditions of ours (written by fitgate). */
  status: `${prefix}/status`,
  /** Hash of the engine configuration a pod runs with, so that a change of it rolls the pods. */
  configHash: `${prefix}/config-hash`,
  /** Hash of what fitgate last applied to an object, so that a field that is no longer wanted is noticed. */
  applied: `${prefix}/applied`,
} as const

export const labels = {
  managedBy: 'app.kubernetes.io/managed-by',
  name: 'app.kubernetes.io/name',
  instance: 'app.kubernetes.io/instance',
  component: 'app.kubernetes.io/component',
  /** The kind of the owner, lower case: `aimendpoint`. */
  owner: `${prefix}/owner`,
  /** On the pods of a plain workload that had no selector; what its selector selects. */
  workload: `${prefix}/workload`,
} as const

/** First `length` hex digits of the SHA-256 of a text. */
export function shortHash(text: string, length = 10): string {
  return hash('sha256', text, 'hex').slice(0, length)
}

/** JSON with sorted keys and no undefined: equal values give equal text. */
export function canonicalJson(value: unknown): string {
  return JSON.stringify(sorted(value))
}

/**
 * A copy with the keys of every object in order. Sorting first and writing then takes half the time of a replacer, which keeps
 * `JSON.stringify` from its fast path.
 */
function sorted(value: unknown): unknown {
  if (typeof value !== 'object' || value === null) return value
  if (Array.isArray(value)) return value.map(sorted)
  const copy: Record<string, unknown> = {}
  for (const key of Object.keys(value).sort()) {
    const inner = sorted(Reflect.get(value, key))
    // plainly assigned, this one would be the copy's prototype
    if (key === '__proto__') Object.defineProperty(copy, key, { value: inner, enumerable: true })
    else copy[key] = inner
  }
  return copy
}

/** RFC 1123 label: what a Service, a ConfigMap or a container may be called. */
export function isDnsLabel(text: string): boolean {
  return text.length <= 63 && /^[a-z0-9]([-a-z0-9]*[a-z0-9])?$/.test(text)
}

/**
 * The name of a child: `<owner><suffix>`, at most `max` characters, stable across calls.
 * A name that is too long, or not a DNS label (dots are legal in custom resources), is cut and gets a hash of the whole.
 */
export function childName(owner: string, suffix = '', max = 63): string {
  const wanted = owner + suffix
  if (wanted.length <= max && isDnsLabel(wanted)) return wanted
  const tail = `-${shortHash(owner, 8)}${suffix}`
  const head = owner
    .toLowerCase()
    .replaceAll(/[^a-z0-9-]/g, '-')
    .slice(0, max - tail.length)
    .replace(/^-+/, '')
    .replace(/-+$/, '')
  return (head === '' ? 'x' : head) + tail
}

/** A valid label value for any text: `Qwen/Qwen3-32B` → `Qwen_Qwen3-32B`; long ones are cut and get a hash. */
export function labelValue(text: string): string {
  const trim = (value: string) => value.replace(/^[^A-Za-z0-9]+/, '').replace(/[^A-Za-z0-9]+$/, '')
  const clean = trim(text.replaceAll(/[^A-Za-z0-9._-]/g, '_'))
  if (clean.length <= 63) return clean
  return `${trim(clean.slice(0, 54))}-${shortHash(text, 8)}`
}
