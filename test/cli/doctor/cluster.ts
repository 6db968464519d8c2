/**
 * A cluster as far as one check looks at it.
 * @module
 */
import type { Check, Result } from '../../../src/cli/doctor/check.ts'
import { readInstalled } from '../../../src/cli/doctor/installed.ts'
import { ApiError } from '../../../src/kube/api-error.ts'
import type { KubeClient, KubeObject, ObjectRef, ResourceType } from '../../../src/kube/types.ts'

export const now = new Date('2026-11-21T12:00:00Z')

export interface ClusterParts {
  readonly objects?: readonly KubeObject[]
  /** Path → what a plain request answers. */
  readonly answers?: Readonly<Record<string, unknown>>
  readonly metricsUrls?: readonly URL[]
  /** Kinds that may not be read. */
  readonly hidden?: readonly string[]
}

/** Runs one check. */
export function examined(check: Check, parts: ClusterParts): Promise<readonly Result[]> {
  const { objects = [], answers = {}, metricsUrls = [], hidden = [] } = parts
  const guard = ({ kind }: ResourceType) => {
    if (hidden.includes(kind))
      throw new ApiError({ code: 403, reason: 'Forbidden', message: `no ${kind} for you` })
  }
  const client = {
    get: async ({ kind }: ResourceType, { name }: ObjectRef) => {
      guard({ kind } as ResourceType)
      return objects.find((object) => object.kind === kind && object.metadata.name === name)
    },
    list: async ({ kind }: ResourceType) => {
      guard({ kind } as ResourceType)
      return { items: objects.filter((object) => object.kind === kind), resourceVersion: '1' }
    },
    request: async (_method: string, path: string) => {
      if (!(path in answers)) throw new ApiError({ code: 404, reason: 'NotFound', message: path })
      return answers[path]
    },
  } as unknown as KubeClient
  const namespace = 'fitgate-system'
  return check.run({ client, namespace, metricsUrls, installed: readInstalled(client, namespace), now })
}

/** `problem: …` a line each. */
export const lines = (results: readonly Result[]) =>
  results.map(({ status, message }) => `${status}: ${message}`)
