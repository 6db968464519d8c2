/**
 * Plain workloads that read like sentences.
 * @module
 */
import { parseWorkload, type Workload } from '../../../src/api/workload/workload.ts'
import { prefix } from '../../../src/vocabulary/names.ts'

interface Parts {
  /** Without their prefix. */
  readonly says?: Readonly<Record<string, unknown>>
  readonly container?: object
  /** Beside the one that serves. */
  readonly others?: readonly object[]
  /** Of the pod. */
  readonly pod?: object
  readonly template?: object
  /** Of the object. */
  readonly spec?: object
}

export const model = 'Qwen/Qwen3-32B'

export function podSpec({ container = {}, others = [], pod = {} }: Parts): object {
  return { containers: [{ name: 'server', ...container }, ...others], ...pod }
}

/** Annotations, their prefix added. */
export function said(says: Readonly<Record<string, unknown>>): Record<string, unknown> {
  return Object.fromEntries(Object.entries(says).map(([name, value]) => [`${prefix}/${name}`, value]))
}

/** A Deployment that asks for Qwen3-32B, unless it says otherwise. */
export function deployment(parts: Parts = {}): object {
  return {
    apiVersion: 'apps/v1',
    kind: 'Deployment',
    metadata: { name: 'qwen', namespace: 'team', annotations: said(parts.says ?? { model }) },
    spec: { template: { spec: podSpec(parts), ...parts.template }, ...parts.spec },
  }
}

/** It, understood. */
export function understood(parts: Parts = {}): Workload {
  const { workload, errors } = parseWorkload(deployment(parts))
  if (workload === undefined) throw new Error(JSON.stringify(errors))
  return workload
}
