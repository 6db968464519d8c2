/**
 * The answer to one review: by the handler of its kind, or in words where none can answer.
 * @module
 */
import { annotationsFit } from './annotation-limit.ts'
import type { WebhookContext } from './context.ts'
import { nestsDeeperThan } from './json-shape.ts'
import type { Answer } from './response.ts'
import type { AdmissionRequest } from './review.ts'
import type { Route } from './routes.ts'
import { scopeOf } from './scope.ts'

/** No object of Kubernetes comes near: what is deeper is made to exhaust whoever walks it. */
const mostLevels = 200

export function answerTo(route: Route, request: AdmissionRequest, context: WebhookContext): Answer {
  const { group, version, kind } = request.kind
  const name = [group, versionOf(request), kind].join('/')
  const handler = Object.hasOwn(route.handlers, name) ? route.handlers[name] : undefined
  if (!handler) {
    const otherVersions = Object.keys(route.handlers).filter(
      (known) => known.startsWith(`${group}/`) && known.endsWith(`/${kind}`),
    )
    return otherVersions.length === 0
      ? { allowed: true }
      : unchecked(`${kind} of version ${version} is not known here, so it was not checked`)
  }
  // all of it, as handlers remember by the whole request: the objects are one level below it
  if (nestsDeeperThan(request, mostLevels + 1)) return tooDeep(request)
  const answer = handler(request, context)
  if (!answer.allowed || !request.object || annotationsFit(request.object, answer.operations ?? []))
    return answer
  const { operations: _, ...rest } = answer
  const warning = 'fitgate: nothing was added: annotations may be at most 256 KiB together'
  return { ...rest, warnings: [warning, ...(answer.warnings ?? [])] }
}

/** The object's own version, should it be another than the one it was sent as. */
function versionOf({ kind, object, oldObject }: AdmissionRequest): string {
  const apiVersion = (object ?? oldObject)?.apiVersion
  if (typeof apiVersion !== 'string') return kind.version
  return apiVersion.slice(apiVersion.lastIndexOf('/') + 1)
}

/** What was let in while nobody looked can still be labelled and deleted. */
function tooDeep(request: AdmissionRequest): Answer {
  const message = `the object is nested more than ${mostLevels} levels deep, which nothing that fitgate reads is`
  if (scopeOf(request) !== 'judged') return unchecked(message)
  return { allowed: false, denial: 'invalid', message, audit: { decision: 'Invalid' } }
}

function unchecked(message: string): Answer {
  return { allowed: true, warnings: [`fitgate: ${message}`], audit: { decision: 'Unchecked' } }
}
