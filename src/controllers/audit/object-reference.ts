/**
 * Which object a finding is about.
 * @module
 */

export interface ObjectReference {
  readonly apiVersion: string
  readonly kind: string
  /** Absent for cluster-scoped kinds and where a file does not say. */
  readonly namespace?: string
  /** `generateName` where there is no name. */
  readonly name: string
}

export function referenceOf(object: Readonly<Record<string, unknown>>): ObjectReference {
  const { apiVersion, kind, metadata } = object
  const { name, generateName, namespace } = (metadata ?? {}) as Readonly<Record<string, unknown>>
  const text = (value: unknown) => (typeof value === 'string' && value !== '' ? value : undefined)
  const within = text(namespace)
  return {
    apiVersion: text(apiVersion) ?? '',
    kind: text(kind) ?? 'Object',
    ...(within === undefined ? {} : { namespace: within }),
    name: text(name) ?? text(generateName) ?? '(no name)',
  }
}

/** `Deployment team-a/serve`. */
export function wordsFor({ kind, namespace, name }: ObjectReference): string {
  return `${kind} ${namespace === undefined ? '' : `${namespace}/`}${name}`
}
