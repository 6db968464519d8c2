/**
 * How a node says which accelerator it has, where it does not say it in the way that every labeller does.
 * @module
 */
import type { Accelerator } from '../catalog/accelerator.ts'
import type { Labels } from './node-labels.ts'

/** Every labeller of AMD writes the device id under one of these keys, on a node whose devices are all alike. */
export const idKeys = ['amd.com/gpu.device-id', 'beta.amd.com/gpu.device-id'] as const

/** Forms that only documents, hands, and labellers of nodes with several values write. */
export const labelForms = [
  'hex-id',
  'id-in-key',
  'product-name',
  'family',
  'aim-accelerator',
  'amd-gpu',
] as const
export type LabelForm = (typeof labelForms)[number]

/** A requirement for each way to match; one is enough. */
export type LabelMatch =
  | { readonly key: string; readonly values: readonly string[] }
  | { readonly key: string; readonly values?: undefined }

/** Ids of a part, on hardware and in virtual machines. */
export function idsOf({ deviceIds, virtualDeviceIds }: Accelerator): readonly string[] {
  return [...deviceIds, ...virtualDeviceIds]
}

/** What a node of the accelerator has in that form. Names are only written for Instinct parts. */
export function matchesOf(accelerator: Accelerator, form: LabelForm): readonly LabelMatch[] {
  const { name, instinct } = accelerator
  const ids = idsOf(accelerator)
  const [current, beta] = idKeys
  if (form === 'hex-id') return [{ key: current, values: ids.map((id) => `0x${id}`) }]
  if (form === 'id-in-key') return ids.map((id) => ({ key: `${beta}.${id}` }))
  if (!instinct) return []
  switch (form) {
    case 'product-name':
      return [
        { key: 'amd.com/gpu.product-name', values: [`AMD_Instinct_${name}`, `AMD_Instinct_${name}_OAM`] },
      ]
    case 'family':
      return [{ key: 'amd.com/gpu.family', values: [name] }]
    case 'aim-accelerator':
      return [{ key: `feature.node.kubernetes.io/aim-accelerator.${name}` }]
    case 'amd-gpu':
      return [{ key: `feature.node.kubernetes.io/amd-gpu-${name.toLowerCase()}` }]
    default:
      return form satisfies never
  }
}

/** The form in which a node says it has the accelerator; `undefined` where an ordinary id label does, or where none of these do. */
export function unusualForm(labels: Labels, accelerator: Accelerator): LabelForm | undefined {
  const ids = idsOf(accelerator)
  if (idKeys.some((key) => ids.includes(labels[key] ?? ''))) return undefined
  return labelForms.find((form) =>
    matchesOf(accelerator, form).some(({ key, values }) => {
      const value = labels[key]
      return value !== undefined && (values === undefined || values.includes(value))
    }),
  )
}
