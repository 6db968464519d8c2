/**
 * Annotations against what the container says itself.
 * @module
 */
import { resolveModel } from '../../catalog/models.ts'
import type { FieldError } from '../../vocabulary/field-error.ts'
import { annotations } from '../../vocabulary/names.ts'
import { modelId } from '../aim/group.ts'
import { gpuRequests } from './gpu-request.ts'
import type { WorkloadContainer } from './serving-container.ts'
import { annotationPath, type WorkloadSettings } from './settings.ts'

export interface Disagreements {
  readonly errors: readonly FieldError[]
  readonly warnings: readonly FieldError[]
}

export function disagreements(settings: WorkloadSettings, container: WorkloadContainer): Disagreements {
  const model = modelDisagreement(settings, container)
  return {
    errors: [...model.errors, ...engineErrors(settings, container), ...countErrors(settings, container)],
    warnings: model.warnings,
  }
}

/** A path names no repository: the annotation then says what lies there. */
function modelDisagreement({ model }: WorkloadSettings, { command }: WorkloadContainer): Disagreements {
  const written = command.model
  const isSame = written?.text.toLowerCase() === model?.toLowerCase()
  const isRepository = written?.text.includes('/') === true && modelId.safeParse(written.text).success
  if (model === undefined || written === undefined || isSame || !isRepository)
    return { errors: [], warnings: [] }
  const problem: FieldError = {
    path: annotationPath(annotations.model),
    message: `is ${model}, but the container serves ${written.text} (${written.path})`,
    fix: 'name the same model in both places',
  }
  // a folder may look like a repository
  return resolveModel(written.text) === undefined
    ? { errors: [], warnings: [problem] }
    : { errors: [problem], warnings: [] }
}

function engineErrors({ engine }: WorkloadSettings, { command, path }: WorkloadContainer): FieldError[] {
  const { launches, written } = command
  if (engine === undefined || command.engine === undefined || command.engine === engine) return []
  if (!launches && !written) return []
  return [
    {
      path: annotationPath(annotations.engine),
      message: `is ${engine}, but the container starts ${command.engine} (${command.args[0]?.path ?? path})`,
      fix: 'leave the annotation out, or the command',
    },
  ]
}

function countErrors({ gpus, maxGpus }: WorkloadSettings, { value, path }: WorkloadContainer): FieldError[] {
  const [request] = gpuRequests(value, path)
  if (request === undefined) return []
  const says = `but the container asks for ${request.count} (${request.path})`
  if (gpus !== undefined && gpus !== request.count)
    return [{ path: annotationPath(annotations.gpus), message: `is ${gpus}, ${says}`, fix: 'say it once' }]
  if (gpus === undefined && maxGpus !== undefined && maxGpus < request.count)
    return [
      { path: annotationPath(annotations.maxGpus), message: `is ${maxGpus}, ${says}`, fix: 'say it once' },
    ]
  return []
}
