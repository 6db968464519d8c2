/**
 * An upgrade of fitgate restarts nothing: a pod template that was rendered from the same inputs by another version is kept as it is.
 * @module
 */
import { differences } from '../../kube/contains.ts'
import { deploymentAnnotations } from '../../render/deployment.ts'
import type { Child, DeploymentChild, LeaderWorkerSetChild } from './child.ts'

/** What makes pods, by a template. */
export type PodMaker = DeploymentChild | LeaderWorkerSetChild

const templateField = (kind: string) => (kind === 'LeaderWorkerSet' ? 'leaderWorkerTemplate' : 'template')

function templateOf(object: { readonly kind: string; readonly spec?: object }): unknown {
  return Reflect.get(object.spec ?? {}, templateField(object.kind))
}

/** Whether the live template follows from the same inputs, but from another renderer. */
export function isKept(wanted: Child, live: PodMaker | undefined): boolean {
  if (live === undefined) return false
  const { inputs, renderer } = deploymentAnnotations
  const [now, then] = [wanted.metadata.annotations ?? {}, live.metadata.annotations ?? {}]
  return now[inputs] === then[inputs] && then[renderer] !== undefined && now[renderer] !== then[renderer]
}

/** What is wanted with the live pod template, and with the words that say who rendered it. */
export function keepTemplate(wanted: Child, live: PodMaker): Child {
  const renderer = live.metadata.annotations?.[deploymentAnnotations.renderer] ?? ''
  return {
    ...wanted,
    metadata: {
      ...wanted.metadata,
      annotations: { ...wanted.metadata.annotations, [deploymentAnnotations.renderer]: renderer },
    },
    spec: { ...wanted.spec, [templateField(wanted.kind)]: templateOf(live) },
  }
}

/** Whether this version would render the template otherwise. */
export function differsFromKept(wanted: Child, live: PodMaker): boolean {
  return differences(templateOf(wanted), templateOf(live)).length > 0
}
