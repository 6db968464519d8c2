/**
 * What labels say of a node's GPUs, in every form that labellers have written.
 *
 * The AMD node labeller writes `amd.com/gpu.<kind>=<value>`, or `amd.com/gpu.<kind>.<value>=<count>` where a node has several
 * values; its `beta.amd.com` twins come in both forms. Documents of AMD also show `amd.com/compute-memory-partition`, a `0x` in
 * front of device ids, memory in MiB, and the model as the family. Sources: ROCm/k8s-device-plugin `cmd/k8s-node-labeller`, documents of the AIM
 * engine and of the GPU operator.
 * @module
 */

export type Labels = Readonly<Record<string, string>>

/** What stands in front of the device's id and memory; the newest first. */
const labelPrefixes = ['amd.com/gpu.', 'beta.amd.com/gpu.'] as const

/** Kinds that are read, and what may stand in front of each: old labellers know no partitions, names are only written by new ones. */
const prefixes = {
  'device-id': labelPrefixes,
  vram: labelPrefixes,
  'compute-memory-partition': ['amd.com/gpu.', 'amd.com/'],
  'product-name': ['amd.com/gpu.'],
  family: ['amd.com/gpu.'],
  mode: ['amd.com/gpu.'],
} as const

export type LabelKind = keyof typeof prefixes

/** Keys under which a kind may have one value. */
function plainKeys(kind: LabelKind): string[] {
  return prefixes[kind].map((prefix) => prefix + kind)
}

/** All values of a kind in lower case, without repetition. Values in keys are read with the plain ones: `…device-id.74a1=8`. */
export function labelValues(labels: Labels, kind: LabelKind): string[] {
  const keys = plainKeys(kind)
  const plain = keys.map((key) => labels[key])
  const inKeys = keys.flatMap((key) =>
    Object.keys(labels)
      .filter((label) => label.startsWith(`${key}.`))
      .map((label) => label.slice(key.length + 1)),
  )
  const found = [...plain, ...inKeys].filter((value): value is string => value !== undefined && value !== '')
  return [...new Set(found.map((value) => value.toLowerCase()))]
}

/** `192G` → 192; a bare number above 1024 is MiB (`196608`). `undefined` when it is neither. */
export function parseVram(value: string): number | undefined {
  const match = /^(\d+(?:\.\d+)?)(m|mi|mb|mib|g|gi|gb|gib)?$/i.exec(value.trim())
  if (match === null) return undefined
  const amount = Number(match[1])
  const unit = (match[2] ?? '').toLowerCase()
  const gib = unit.startsWith('m') || (unit === '' && amount > 1024) ? amount / 1024 : amount
  return gib > 0 ? Math.round(gib) : undefined
}

/** Model that Node Feature Discovery names: `…/aim-accelerator.MI300X=8`, `…/amd-gpu-mi300x=true`. */
export function featureModels(labels: Labels): string[] {
  const models = Object.entries(labels).flatMap(([key, value]) => {
    const match = /^feature\.node\.kubernetes\.io\/(?:aim-accelerator\.|amd-gpu-)([a-z]+\d[a-z0-9]*)$/i.exec(
      key,
    )
    return match?.[1] === undefined || value === 'false' || value === '0' ? [] : [match[1].toLowerCase()]
  })
  return [...new Set(models)]
}
