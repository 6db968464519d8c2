/**
 * What of an intent narrows the devices it may run on: node selector, node affinity, named accelerators, the resource that is asked for.
 * @module
 */
import type { Intent, IntentRequest, NodeTerm } from '../../api/intent.ts'
import { labelAllows, namesDevice, selectorAllows, type Target } from './target.ts'

/** Labels that do not name a device or its partitioning are not judged. */
export function allows(intent: Intent, target: Target): boolean {
  const { nodeSelector, affinity, accelerators, resource } = intent
  return (
    selectorAllows(nodeSelector, target) &&
    (accelerators === undefined || accelerators.includes(target.accelerator.name)) &&
    (resource === undefined || resource === target.resource) &&
    (affinity === undefined || affinity.some((term) => termAllows(term, target)))
  )
}

function termAllows({ matchExpressions }: NodeTerm, target: Target): boolean {
  return matchExpressions.every(({ key, operator, values }) => {
    if (!namesDevice(key)) return true
    const has = labelAllows(key, target)
    switch (operator) {
      case 'In':
        return values.some(has)
      case 'NotIn':
        return !values.some(has)
      // a label that has the device in its key is on nodes of that device; the others are on every labelled node
      case 'Exists':
        return has('') || !nameInKey.test(key)
      case 'DoesNotExist':
        return !(nameInKey.test(key) && has(''))
      default:
        return true
    }
  })
}

const nameInKey = /\.(?:device-id|product-name)\.[^/]+$/

/**
 * The field that narrows the devices, the most telling first; `undefined` where any will do.
 * @param missing an accelerator that is not left, so that a field which allows it is not blamed
 */
export function narrowedBy({ intent, paths }: IntentRequest, missing?: string): string | undefined {
  const isNamed = intent.accelerators?.some((name) => name.toLowerCase() === missing?.toLowerCase())
  if (intent.accelerators !== undefined && isNamed !== true) return paths.accelerators ?? paths.nodeSelector
  if (Object.keys(intent.nodeSelector).length > 0) return paths.nodeSelector
  if (intent.affinity?.some(({ matchExpressions }) => matchExpressions.some(({ key }) => namesDevice(key))))
    return paths.nodeSelector.replace(/nodeSelector$/, 'affinity.nodeAffinity')
  return intent.resource === undefined || intent.resource === 'amd.com/gpu' ? undefined : paths.gpuCount
}

/** Whether the user named devices. */
export function namesDevices(request: IntentRequest): boolean {
  const { accelerators, affinity, nodeSelector } = request.intent
  return (
    accelerators !== undefined ||
    Object.keys(nodeSelector).some(namesDevice) ||
    affinity?.some(({ matchExpressions }) => matchExpressions.some(({ key }) => namesDevice(key))) === true
  )
}
