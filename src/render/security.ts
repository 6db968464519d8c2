/**
 * Identity of the pod. Nothing is hardened unasked: ROCm images often run as root.
 * @module
 */
import { present } from './object.ts'

export interface AskedSecurity {
  readonly serviceAccount?: { readonly create?: boolean; readonly name?: string }
  readonly podSecurityContext?: {
    readonly runAsUser?: number
    readonly runAsGroup?: number
    readonly fsGroup?: number
  }
}

/** Group that owns the GPU device files besides `render`, whose number differs from node to node. */
export const videoGroup = 44

/**
 * Numbers that `render` usually has; it is given out at installation, so no list is complete, and this one is an assumption. A group
 * that a node does not have opens nothing there, so all of them are given.
 */
export const renderGroups: readonly number[] = [109, 110, 992, 993]

/** The ServiceAccount that pods use; `undefined` for the namespace's default one. */
export function serviceAccountName(security: AskedSecurity | undefined, ownName: string): string | undefined {
  const { create, name } = security?.serviceAccount ?? {}
  return name ?? (create === true ? ownName : undefined)
}

/** As asked; a user other than root also gets the video group, or it could not open the devices. */
export function podSecurityContext(security: AskedSecurity | undefined): object | undefined {
  const asked = security?.podSecurityContext
  if (asked === undefined || Object.values(asked).every((value) => value === undefined)) return undefined
  const { runAsUser, runAsGroup, fsGroup } = asked
  const groups = runAsUser === undefined || runAsUser === 0 ? undefined : [videoGroup]
  return present({ runAsUser, runAsGroup, fsGroup, supplementalGroups: groups })
}
