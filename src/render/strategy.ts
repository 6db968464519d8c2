/**
 * How a change rolls out. GPUs are scarce, so the default never needs a free one.
 * @module
 */
import { present } from './object.ts'

export interface AskedStrategy {
  readonly type?: string
  readonly rollingUpdate?: {
    readonly maxSurge?: number | string
    readonly maxUnavailable?: number | string
  }
}

const isZero = (value: number | string | undefined) => value !== undefined && /^0%?$/.test(String(value))

/**
 * Default: one replica at a time is taken down before its successor is made (`maxSurge: 0, maxUnavailable: 1`). The API server's own
 * default (surge one, none unavailable at 1 replica) waits for ever on a cluster whose GPUs are all in use.
 * Of a rolling update of which the user wrote one half, the other is filled in so that it can move; both are always written, so that
 * a later change to `Recreate` takes both away.
 */
export function strategy(asked: AskedStrategy = {}): object {
  if (asked.type === 'Recreate') return { type: 'Recreate' }
  const { maxSurge, maxUnavailable } = asked.rollingUpdate ?? {}
  return {
    type: 'RollingUpdate',
    rollingUpdate: present({
      maxSurge: maxSurge ?? (isZero(maxUnavailable) ? 1 : 0),
      maxUnavailable: maxUnavailable ?? 1,
    }),
  }
}
