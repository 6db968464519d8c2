/**
 * What a GPUWorkload would run, and on which kinds of device: the decision of the brain, or for programs nobody knows any whole GPU.
 * @module
 */
import { type GPUWorkload, runsOwnProgram, toIntentRequest } from '../../api/warp/workload.ts'
import { acceleratorByName, acceleratorRank } from '../../catalog/accelerators.ts'
import { defaultEngine } from '../../catalog/engines.ts'
import type { DecisionContext } from '../../decide/context.ts'
import { decide } from '../../decide/decide.ts'
import type { Candidate } from '../../decide/decision.ts'
import { isProvenImpossible } from '../../decide/pin.ts'
import { allows } from '../../decide/place/allows.ts'
import { type DeviceKind, kindKey } from '../../decide/place/shelf.ts'
import { type Target, targetsOf } from '../../decide/place/target.ts'
import { imageFor } from '../../engines/images.ts'
import type { WantedDevice } from '../../inventory/affinity.ts'
import { onIdleHardware } from '../idle-hardware.ts'

export type Device = DeviceKind & WantedDevice

/** A plan for one kind of device, and the kinds it may run on, the best first. */
export interface BatchWish {
  readonly candidate: Candidate
  readonly devices: readonly Device[]
}

/** `refusal`: proven never to run, anywhere. `unsuitable`: not on the hardware there is, and more may come. Both in words. */
export type WishAnswer = BatchWish | { readonly refusal: string } | { readonly unsuitable: string }

/** On idle hardware: which plan is possible does not move with what others run. */
export function batchWish(workload: GPUWorkload, context: DecisionContext): WishAnswer {
  const { unseen: _, ...request } = toIntentRequest(workload)
  const own = runsOwnProgram(workload.spec)
  const decision = decide(request, onIdleHardware(context))
  const { chosen } = decision
  const anywhere = () =>
    targetsOf(context.hardware ?? { shapes: [], unknownNodes: 0 })
      .filter((target) => allows(request.intent, target))
      .sort(wholeFirst)
      .map(deviceOf)
  if (own) {
    const devices = unique(anywhere())
    const candidate = chosen?.candidate ?? bare(workload, devices[0])
    return { candidate, devices: devices.length === 0 ? [deviceOfCandidate(candidate)] : devices }
  }
  const words = decision.reasons.map(({ message }) => message).join('; ') || 'no plan for it is known'
  const impossible = isProvenImpossible(decision)
  if (impossible && decision.scope === 'anywhere') return { refusal: words }
  if (impossible || chosen === undefined) return { unsuitable: words }
  const { candidate } = chosen
  const { resource } = candidate
  // of a model that nobody knows no kind is better than another
  const others =
    decision.verdict === 'Unknown'
      ? anywhere().filter(isWhole)
      : (decision.alsoOn?.() ?? []).map((device) => ({ ...device, resource }))
  return { candidate, devices: unique([deviceOfCandidate(candidate), ...others]) }
}

/** The plan on another kind of device that it is good for; vLLM has one image for all of them. */
export function candidateOn({ candidate }: BatchWish, device: Device): Candidate {
  const { partition: _, labelForms: __, ...rest } = candidate
  const gfx = acceleratorByName(device.accelerator)?.gfx ?? candidate.gfx
  const { accelerator, partition, resource, labelForms } = device
  return {
    ...rest,
    accelerator,
    gfx,
    resource,
    ...(partition === undefined ? {} : { partition }),
    ...(labelForms === undefined ? {} : { labelForms }),
  }
}

const isWhole = ({ partition }: Device) => partition === undefined

const wholeFirst = (a: Target, b: Target) =>
  Number(a.partition !== undefined) - Number(b.partition !== undefined) ||
  acceleratorRank(b.accelerator) - acceleratorRank(a.accelerator)

/** Parts of a GPU only where there are no whole ones: who asks for a GPU means one. */
function unique(devices: readonly Device[]): Device[] {
  const byKey = new Map(devices.map((device) => [kindKey(device), device]))
  const all = [...byKey.values()]
  return all.some(isWhole) ? all.filter((device, index) => index === 0 || isWhole(device)) : all
}

function deviceOf({ accelerator, partition, resource, labelForms }: Target): Device {
  return {
    accelerator: accelerator.name,
    resource,
    ...(partition === undefined ? {} : { partition }),
    ...(labelForms === undefined ? {} : { labelForms }),
  }
}

function deviceOfCandidate({ accelerator, partition, resource, labelForms }: Candidate): Device {
  return {
    accelerator,
    resource,
    ...(partition === undefined ? {} : { partition }),
    ...(labelForms === undefined ? {} : { labelForms }),
  }
}

/** For a program of the user's own where the engine could not run the model: only image and devices of it count. */
function bare({ spec }: GPUWorkload, device: Device | undefined): Candidate {
  const accelerator = device?.accelerator ?? 'MI300X'
  const engine = defaultEngine('vllm')
  const gfx = acceleratorByName(accelerator)?.gfx ?? ''
  return {
    recipe: { name: 'own-program', type: 'derived' },
    accelerator,
    gfx,
    resource: device?.resource ?? 'amd.com/gpu',
    gpusPerNode: 8,
    gpuCount: spec.gpuCount,
    precision: 'bf16',
    engine,
    settings: { other: {} },
    env: [],
    image: imageFor(engine, gfx),
  }
}
