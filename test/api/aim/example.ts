/**
 * Specs that both twins are fed: our parser, and the API server with the generated CRD.
 * @module
 */

export interface Example {
  /** Reads after "refuses" or "accepts". */
  readonly name: string
  readonly spec: unknown
  /** Where our parser finds the fault; nothing when the spec is good. */
  readonly faults: readonly string[]
}

export const good = (name: string, spec: unknown): Example => ({ name, spec, faults: [] })

export const bad = (name: string, spec: unknown, ...faults: readonly string[]): Example => ({
  name,
  spec,
  faults,
})
