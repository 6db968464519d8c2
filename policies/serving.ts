/**
 * Containers that start an engine, as far as their command tells: model, settings, devices, and where each is written.
 * @module
 */
import type { IntentPaths } from '../src/api/intent.ts'
import { type OwnArguments, ownArguments } from '../src/api/workload/own-arguments.ts'
import type { ResolvedModel } from '../src/catalog/model.ts'
import { resolveModel } from '../src/catalog/models.ts'
import type { EnvironmentVariable } from '../src/catalog/recipe.ts'
import { type ContainerCommand, readContainerCommand } from '../src/engines/container-command.ts'
import { engineOfImage } from '../src/engines/images.ts'
import { annotations } from '../src/vocabulary/names.ts'
import { gpusOf } from './devices.ts'
import { textOf } from './json.ts'
import type { PodContainer, PodTemplate } from './pod.ts'
import type { PolicySubject } from './subject.ts'

export interface ServedModel {
  /** As written: a repository, a folder, a URL. */
  readonly id: string
  readonly path: string
  /** Absent for what the catalog does not know. */
  readonly known?: ResolvedModel
}

export interface Serving {
  readonly container: PodContainer
  readonly pod: PodTemplate
  readonly command: ContainerCommand
  /** Absent where not all the engine is told can be seen. */
  readonly own?: OwnArguments
  readonly model?: ServedModel
  /** The AMD devices of the container; several resources do not come together. */
  readonly resource?: string
  /** Devices of the container. */
  readonly gpus: number
  readonly env: readonly EnvironmentVariable[]
  readonly paths: IntentPaths & { readonly tensorParallel: string }
}

const read = new WeakMap<PolicySubject, readonly Serving[]>()

/** Worked out once a subject, as most policies ask for it. */
export function servingsOf(subject: PolicySubject): readonly Serving[] {
  const before = read.get(subject)
  if (before !== undefined) return before
  const found = subject.pods.flatMap((pod) =>
    pod.containers.flatMap((container) => {
      if (container.role === 'init') return []
      const command = readContainerCommand(container.value, container.path)
      return command.engine === undefined ? [] : [servingOf(subject, pod, container, command)]
    }),
  )
  read.set(subject, found)
  return found
}

function servingOf(
  subject: PolicySubject,
  pod: PodTemplate,
  container: PodContainer,
  command: ContainerCommand,
): Serving {
  const own = command.launches ? ownArguments(command, engineOfImage(container.image)) : undefined
  const [[resource, gpus] = [undefined, 0]] = gpusOf(container)
  const model = modelOf(subject, command)
  return {
    container,
    pod,
    command,
    ...(own && { own }),
    ...(model && { model }),
    ...(resource === undefined ? {} : { resource }),
    gpus,
    env: command.env.map(({ name, value }) => ({ name, ...(value === undefined ? {} : { value }) })),
    paths: pathsOf(container, pod, command, own, model, resource),
  }
}

/** A folder names no model, so the annotation counts where there is one. */
function modelOf(subject: PolicySubject, { model, args }: ContainerCommand): ServedModel | undefined {
  const annotation = textOf(subject.annotations[annotations.model])
  const served = servedName(args.map(({ text }) => text))
  const named = [model?.text, annotation, served].find(
    (id) => id !== undefined && resolveModel(id) !== undefined,
  )
  const id = named ?? model?.text ?? annotation
  if (id === undefined) return undefined
  const known = resolveModel(id)
  const path = model?.path ?? `metadata.annotations["${annotations.model}"]`
  return { id: model?.text ?? id, path, ...(known && { known }) }
}

/** What clients call it, which is often the repository where the model lies in a folder. */
function servedName(args: readonly string[]): string | undefined {
  const at = args.findIndex((text) => /^--served[-_]model[-_]name(=|$)/.test(text))
  const [, inline] = /=(.*)$/.exec(args[at] ?? '') ?? []
  return inline ?? (at < 0 ? undefined : args[at + 1])
}

function pathsOf(
  container: PodContainer,
  pod: PodTemplate,
  command: ContainerCommand,
  own: OwnArguments | undefined,
  model: ServedModel | undefined,
  resource: string | undefined,
): Serving['paths'] {
  const flags = (pattern: RegExp) => command.args.find(({ text }) => pattern.test(text))?.path
  const list = command.args[0]?.path.replace(/\[\d+\]$/, '') ?? `${container.path}.args`
  const amounts = resource === undefined || resource in container.limits ? 'limits' : 'requests'
  const gpuCount = `${container.path}.resources.${amounts}${resource === undefined ? '' : `["${resource}"]`}`
  return {
    model: model?.path ?? list,
    gpuCount,
    tensorParallel: own?.ranksPath ?? gpuCount,
    precision: flags(/^--(quantization|dtype)\b|^-q$/) ?? model?.path ?? list,
    backend: `${container.path}.image`,
    recipe: list,
    maxModelLen: flags(/^--(max[-_]model[-_]len|context[-_]length)\b/) ?? list,
    engineArgs: list,
    image: `${container.path}.image`,
    nodeSelector: `${pod.path}.nodeSelector`,
  }
}
