/**
 * Where a node's labels contradict the device table, its resources or each other.
 *
 * The device id is believed, and of two memory sizes the smaller (`node-devices.ts`); labels go stale after a repartition until the
 * labeller restarts, and hands and documents write them otherwise. What is believed against another sign is said here.
 * @module
 */
import { acceleratorByName, accelerators, partitionMemoryGiB } from '../catalog/accelerators.ts'
import { modelIn, type NodeDevices } from './node-devices.ts'
import { type Labels, labelValues, parseVram } from './node-labels.ts'

/** The share by which a label may differ: it is rounded, and virtual functions have a little less. */
const tolerance = 0.05

/** One sentence each, without the node's name, so that those of many nodes can be counted together. */
export function disagreements(labels: Labels, devices: readonly NodeDevices[]): string[] {
  return [
    ...severalModels(labels),
    ...devices.flatMap((each) => [...memory(labels, each), ...partition(labels, each)]),
  ]
}

/** Every sign of the model, and the models it may mean; an id can be several products'. */
function severalModels(labels: Labels): string[] {
  const named = (['product-name', 'family'] as const).flatMap((kind) =>
    labelValues(labels, kind).map((value) => ({ sign: `${kind} ${value}`, model: modelIn(value) })),
  )
  const signs = [
    ...labelValues(labels, 'device-id').map((id) => ({ sign: `device-id ${id}`, models: modelsOfId(id) })),
    ...named.map(({ sign, model }) => ({ sign, models: model === undefined ? [] : [model] })),
  ].filter(({ models }) => models.length > 0)
  const common = signs
    .slice(1)
    .reduce((left, { models }) => left.filter((model) => models.includes(model)), signs[0]?.models ?? [])
  if (signs.length < 2 || common.length > 0) return []
  return [
    `labels disagree: ${signs.map(({ sign, models }) => `${sign} is ${models.join(' or ')}`).join(', ')}`,
  ]
}

function modelsOfId(text: string): string[] {
  const id = text.replace(/^0x/, '')
  return accelerators
    .filter((part) => part.deviceIds.includes(id) || part.virtualDeviceIds.includes(id))
    .map(({ name }) => name)
}

function memory(labels: Labels, { accelerator, partition: mode }: NodeDevices): string[] {
  const part = acceleratorByName(accelerator)
  const expected = part && partitionMemoryGiB(part, mode)
  if (expected === undefined) return []
  return [...new Set(labelValues(labels, 'vram').map(parseVram))].flatMap((gib) =>
    gib === undefined || Math.abs(gib - expected) <= expected * tolerance
      ? []
      : [
          `the vram label says ${gib} GiB, a device of ${accelerator}${mode === undefined ? '' : ` in ${mode}`} has ${expected.toFixed(1)} GiB`,
        ],
  )
}

function partition(labels: Labels, { accelerator, partition: mode, resource }: NodeDevices): string[] {
  const modes = acceleratorByName(accelerator)?.partitions ?? []
  if (modes.length === 0) return []
  const whole = modes.filter(({ devices }) => devices === 1).map(({ name }) => name)
  return labelValues(labels, 'compute-memory-partition').flatMap((said) =>
    said === mode || (mode === undefined && whole.includes(said))
      ? []
      : [`the partition label says ${said}, the devices of ${resource} are ${mode ?? 'whole'}`],
  )
}
