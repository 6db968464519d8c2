/**
 * What was made for NVIDIA, cleared for the plan: `fitgate.dev/convert: cuda`. Places are emptied here and filled by the usual
 * additions; the ledger remembers what stood there.
 * @module
 */

import { withoutNvidia } from '../../api/workload/without-nvidia.ts'
import type { Workload } from '../../api/workload/workload.ts'
import { isCudaImage } from '../../engines/images.ts'
import { isCudaResource, isNvidiaLabel } from '../../vocabulary/gpu-resources.ts'
import { sameJson } from '../../vocabulary/same-json.ts'
import { scalarText } from '../../vocabulary/scalar-text.ts'
import { isTree, type Place, readAt } from './place.ts'
import { type Target, targetsOf } from './target.ts'

/** One value of the user that gives way. */
export interface Conversion {
  readonly place: Place
  readonly was: unknown
  /** Where in its list it stood. */
  readonly index?: number
  /** What stands there then; absent where the plan decides that, or nothing does. */
  readonly value?: unknown
}

/** Everything of NVIDIA's in the pods of a workload. */
export function conversions(workload: Workload): readonly Conversion[] {
  return targetsOf(workload).flatMap((target) => [
    ...imageConversion(target),
    ...resourceConversions(target),
    ...deviceVariables(target),
    ...selectorConversions(target),
    ...tolerationConversion(target),
    ...affinityConversion(target),
    ...runtimeClass(target),
  ])
}

function imageConversion({ container, places }: Target): Conversion[] {
  const { image: was } = container
  return typeof was === 'string' && isCudaImage(was) ? [{ place: [...places.container, 'image'], was }] : []
}

/** The plan asks for as many devices under the name they have in this cluster. */
function resourceConversions({ container, places }: Target): Conversion[] {
  return ['requests', 'limits'].flatMap((kind) => {
    const found = readAt(container, ['resources', kind])
    return Object.entries(isTree(found) ? found : {})
      .filter(([name]) => isCudaResource(name))
      .map(([name, was]) => ({ place: [...places.container, 'resources', kind, name], was }))
  })
}

/** Which devices a process sees is the device plugin's to say; variables of NVIDIA's runtime mean nothing here. */
function deviceVariables({ container, places }: Target): Conversion[] {
  const list = Array.isArray(container.env) ? (container.env as readonly unknown[]) : []
  const found = list.flatMap((was, index) =>
    isTree(was) && /^(?:CUDA_VISIBLE_DEVICES|NVIDIA_\w+)$/.test(scalarText(was.name))
      ? [{ place: [...places.container, 'env', `name=${was.name}`], was, index }]
      : [],
  )
  // they are taken out one after the other, and put back in the opposite order
  return found.map((each, gone) => ({ ...each, index: each.index - gone }))
}

function selectorConversions({ pod, places }: Target): Conversion[] {
  return Object.entries(isTree(pod.nodeSelector) ? pod.nodeSelector : {})
    .filter(([key]) => isNvidiaLabel(key))
    .map(([key, was]) => ({ place: [...places.pod, 'nodeSelector', key], was }))
}

/** The list is atomic: it is replaced as a whole, without NVIDIA's taint and with AMD's. */
function tolerationConversion({ pod, places }: Target): Conversion[] {
  const was = pod.tolerations
  if (!Array.isArray(was) || !was.some((one: unknown) => isTree(one) && isNvidiaLabel(scalarText(one.key))))
    return []
  const value = (was as readonly unknown[]).map((one) =>
    isTree(one) && isNvidiaLabel(scalarText(one.key))
      ? {
          key: 'amd.com/gpu',
          operator: 'Exists',
          ...(one.effect === undefined ? {} : { effect: one.effect }),
        }
      : one,
  )
  return [{ place: [...places.pod, 'tolerations'], was, value }]
}

/** The lists in it are atomic: it is replaced as a whole. */
function affinityConversion({ pod, places }: Target): Conversion[] {
  const was = readAt(pod, ['affinity', 'nodeAffinity'])
  if (!isTree(was)) return []
  const value = withoutNvidia(was)
  if (sameJson(was, value)) return []
  return [
    { place: [...places.pod, 'affinity', 'nodeAffinity'], was, ...(value === undefined ? {} : { value }) },
  ]
}

function runtimeClass({ pod, places }: Target): Conversion[] {
  const was = pod.runtimeClassName
  return was === 'nvidia' ? [{ place: [...places.pod, 'runtimeClassName'], was }] : []
}
