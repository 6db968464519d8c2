/**
 * A plain workload → intent: its annotations, and what its container says already.
 * @module
 */

import type { EnvironmentVariable } from '../../catalog/recipe.ts'
import { engineInstead, engineOfImage, isCudaImage } from '../../engines/images.ts'
import type { Engine } from '../../engines/settings.ts'
import { isNvidiaLabel } from '../../vocabulary/gpu-resources.ts'
import { annotations } from '../../vocabulary/names.ts'
import { formatPath, joinPath } from '../field-path.ts'
import type { Intent, IntentPaths, IntentRequest, NodeTerm, Toleration } from '../intent.ts'
import { type GpuRequest, gpuRequests } from './gpu-request.ts'
import { readGroup, type WrittenGroup } from './group.ts'
import { objectAt, objectsAt, textAt, textsAt } from './json.ts'
import { type OwnArguments, ownArguments } from './own-arguments.ts'
import { annotationPath } from './settings.ts'
import { withoutNvidia } from './without-nvidia.ts'
import type { Workload } from './workload.ts'

/**
 * What a parsed workload wants. Its own command line is all the engine will be told (`ownArguments`): nothing is appended to lists
 * that people wrote. What cannot be seen of it is `unseen`, and nothing is decided then.
 */
export function toIntentRequest(workload: Workload): IntentRequest {
  const { metadata, settings, container, command, template } = workload
  const spec = template.value.spec
  const image = keptImage(workload)
  const own = ownArgumentsOf(workload)
  const [request] = gpuRequests(container.value, container.path)
  const group = readGroup(workload, own)
  const spans = group === undefined || 'unseen' in group ? undefined : group
  const count = wantedCount(workload, request, own, spans)
  const backend = settings.engine ?? command.engine
  const terms = keptTerms(spec, settings.convertCuda)
  const { recipe, precision, objective, maxModelLen, accelerators, fit, cache } = settings
  const intent: Intent = {
    model: { id: settings.model ?? command.model?.text ?? '' },
    ...(precision === undefined ? {} : { precision }),
    ...(backend === undefined ? {} : { backend }),
    ...(objective === undefined ? {} : { objective }),
    ...count.wish,
    ...(spans === undefined ? {} : { distributed: { nodes: spans.nodes } }),
    ...(accelerators === undefined ? {} : { accelerators }),
    ...(terms.length === 0 ? {} : { affinity: terms }),
    ...(request === undefined || request.cuda ? {} : { resource: request.resource }),
    ...(recipe === undefined ? {} : { recipe }),
    ...(maxModelLen === undefined ? {} : { maxModelLen }),
    engineArgs: own?.words.map(({ text }) => text) ?? [],
    ...(own === undefined ? {} : { ownArguments: true as const }),
    ...(own?.port === undefined ? {} : { port: own.port }),
    ...(image === undefined ? versionInstead(workload, backend) : { image }),
    nodeSelector: keptSelector(spec, settings.convertCuda),
    tolerations: tolerationsOf(spec),
    ...(cache === undefined ? {} : { cache }),
  }
  const claimed = request === undefined && own === undefined ? claimedDevices(workload) : undefined
  const unseen = command.opaque ?? claimed ?? (group && 'unseen' in group ? group.unseen : undefined)
  return {
    kind: workload.kind.kind,
    name: metadata.name,
    namespace: metadata.namespace ?? 'default',
    intent,
    paths: pathsOf(workload, count.path, own),
    replicas: workload.replicas,
    ...(fit === undefined ? {} : { fit }),
    env: environmentOf(workload),
    ...(own === undefined ? { takesArguments: false } : {}),
    ...(unseen === undefined ? {} : { unseen }),
  }
}

/** Of an image that is to be converted: the plan brings one of the same version. */
function versionInstead(workload: Workload, backend: Intent['backend']): Pick<Intent, 'engineVersion'> {
  const engine = imageEngine(workload)
  return engine === undefined || engine.backend !== backend ? {} : { engineVersion: engine.version }
}

/** The arguments that the workload brings; `undefined` where it brings none, or not all of them can be seen. */
export function ownArgumentsOf(workload: Workload): OwnArguments | undefined {
  return ownArguments(workload.command, imageEngine(workload))
}

/** What the container's image runs, or what runs instead once that is converted. */
function imageEngine(workload: Workload): Engine | undefined {
  const image = textAt(workload.container.value, ['image']) ?? ''
  return keptImage(workload) === undefined ? engineInstead(image) : engineOfImage(image)
}

/** The user's image, unless it is one that is to be converted. */
function keptImage({ container, settings }: Workload): string | undefined {
  const image = textAt(container.value, ['image'])
  return image === undefined || image === '' || (settings.convertCuda && isCudaImage(image))
    ? undefined
    : image
}

/** The container's own request, else the annotations, else what the arguments use; of a group, of all its pods. */
function wantedCount(
  { settings: { gpus, maxGpus } }: Workload,
  request: GpuRequest | undefined,
  own: OwnArguments | undefined,
  group: WrittenGroup | undefined,
): { readonly wish: Pick<Intent, 'gpuCount' | 'exactGpuCount' | 'maxGpuCount'>; readonly path: string } {
  const exactly = (gpuCount: number, path: string) => ({
    wish: { gpuCount, exactGpuCount: true as const },
    path,
  })
  if (request !== undefined) return exactly(group?.gpuCount ?? request.count, request.path)
  if (group !== undefined) return exactly(group.gpuCount, annotationPath(annotations.gpus))
  if (gpus !== undefined) return exactly(gpus, annotationPath(annotations.gpus))
  if (own !== undefined) return exactly(own.ranks, own.ranksPath ?? annotationPath(annotations.gpus))
  if (maxGpus !== undefined)
    return { wish: { maxGpuCount: maxGpus }, path: annotationPath(annotations.maxGpus) }
  return { wish: {}, path: annotationPath(annotations.gpus) }
}

function pathsOf(workload: Workload, gpuCount: string, own: OwnArguments | undefined): IntentPaths {
  const { container, template, kind } = workload
  const list = own?.words.find(({ place }) => place !== undefined)?.place?.list ?? 'args'
  return {
    model: annotationPath(annotations.model),
    gpuCount,
    precision: annotationPath(annotations.precision),
    backend: annotationPath(annotations.engine),
    recipe: annotationPath(annotations.recipe),
    maxModelLen: annotationPath(annotations.maxModelLen),
    engineArgs: `${container.path}.${list}`,
    ...(own?.ranksPath === undefined ? {} : { tensorParallel: own.ranksPath }),
    ...(own === undefined ? {} : { engineArgItems: own.words.map(({ path }) => path) }),
    image: `${container.path}.image`,
    nodeSelector: joinPath(template.path, 'spec.nodeSelector'),
    accelerators: annotationPath(annotations.accelerator),
    ...(kind.groupSize === undefined ? {} : { nodes: formatPath('', kind.groupSize) }),
  }
}

/** Devices that come by claims (dynamic resource allocation): how many they are stands in another object. */
function claimedDevices({ container, settings }: Workload): IntentRequest['unseen'] {
  const claims = objectsAt(container.value, ['resources', 'claims'])
  if (claims.length === 0 || settings.gpus !== undefined) return undefined
  return {
    path: `${container.path}.resources.claims`,
    why: `its devices come by claims, and how many GPUs those are is not written here; say it in the annotation ${annotations.gpus}`,
  }
}

function environmentOf({ command }: Workload): EnvironmentVariable[] {
  return command.env.map(({ name, value, valueFrom }) => ({
    name,
    ...(value === undefined ? {} : { value }),
    ...(valueFrom === undefined ? {} : { valueFrom }),
  }))
}

function keptSelector(spec: unknown, convert: boolean): Record<string, string> {
  const entries = Object.entries(textsAt(spec, ['nodeSelector']))
  return Object.fromEntries(entries.filter(([key]) => !(convert && isNvidiaLabel(key))))
}

/** Within a pod's node affinity. */
export const requiredTerms = ['requiredDuringSchedulingIgnoredDuringExecution', 'nodeSelectorTerms']

function keptTerms(spec: unknown, convert: boolean): NodeTerm[] {
  const written = objectAt(spec, ['affinity', 'nodeAffinity']) ?? {}
  return objectsAt(convert ? withoutNvidia(written) : written, requiredTerms).map(({ value: term }) => ({
    matchExpressions: objectsAt(term, ['matchExpressions']).flatMap(({ value }) => {
      const key = textAt(value, ['key'])
      const operator = textAt(value, ['operator'])
      if (key === undefined || operator === undefined) return []
      return [{ key, operator, values: Array.isArray(value.values) ? value.values.filter(isText) : [] }]
    }),
  }))
}

const isText = (value: unknown): value is string => typeof value === 'string'

function tolerationsOf(spec: unknown): Toleration[] {
  return objectsAt(spec, ['tolerations']).map(({ value }) => ({
    ...textsAt(value, []),
    ...(typeof value.tolerationSeconds === 'number' ? { tolerationSeconds: value.tolerationSeconds } : {}),
  }))
}
