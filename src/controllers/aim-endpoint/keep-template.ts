/**
 * An upgrade of fitgate restarts nothing: a pod template that was rendered from the same inputs by another version is kept as it is.
 * @module
 */
import { differences } from '../../kube/contains.ts'
import { deploymentAnnotations } from '../../render/deployment.ts'
import type { Child, DeploymentChild } from './child.ts'

/** Whether the live template follows from the same inputs, but from another renderer. */
export function isKept(wanted: Child, live: DeploymentChild | undefined): live is DeploymentChild {
  if (live === undefined) return false
  const { inputs, renderer } = deploymentAnnotations
  const [now, then] = [wanted.metadata.annotations ?? {}, live.metadata.annotations ?? {}]
  return now[inputs] === then[inputs] && then[renderer] !== undefined && now[renderer] !== then[renderer]
}

/** The wanted Deployment with the live pod template, and with the words that say who rendered it. */
export function keepTemplate(wanted: Child, live: DeploymentChild): Child {
  const renderer = live.metadata.annotations?.[deploymentAnnotations.renderer] ?? ''
  return {
    ...wanted,
    metadata: {
      ...wanted.metadata,
      annotations: { ...wanted.metadata.annotations, [deploymentAnnotations.renderer]: renderer },
    },
    spec: { ...wanted.spec, template: live.spec.template },
  }
}

/** Whether this version would render the template otherwise. */
export function differsFromKept(wanted: Child, live: DeploymentChild): boolean {
  return differences(wanted.spec?.template, live.spec.template).length > 0
}
