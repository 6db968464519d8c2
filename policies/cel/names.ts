/**
 * What expressions of CEL twins may refer to, and the phrases they are put together from.
 * @module
 */

/** Names of the variables that hold an object's parts: its own, or those of the object before an update. */
export interface CelNames {
  /** Specs of its pods. */
  readonly specs: string
  /** Containers and init containers: one list a pod. */
  readonly containers: string
  /** Image references, as texts. */
  readonly images: string
  /** Environment variables: one list a container. */
  readonly environments: string
  /** The object itself. */
  readonly object: string
}

/** A value that is worked out when an expression first asks for it. */
export interface CelVariable {
  readonly name: string
  readonly expression: string
}

/** A text as a CEL literal: JSON's escapes are CEL's. */
export function literal(value: unknown): string {
  return JSON.stringify(value)
}

/** Every container keeps a rule; the container is `c` there. */
export function everyContainer({ containers }: CelNames, rule: string): string {
  return `${containers}.all(list, list.all(c, ${rule}))`
}
