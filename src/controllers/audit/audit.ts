/**
 * The controller's audit: the same pass as `fitgate audit`, again and again, at low priority, its result in one ConfigMap and in metrics.
 * @module
 */
import type { DecisionContext } from '../../decide/context.ts'
import { deviceRequests } from '../../inventory/pod-devices.ts'
import { applyIfChanged } from '../../kube/apply.ts'
import { pagesOf } from '../../kube/pages.ts'
import { resources } from '../../kube/resources.ts'
import type { KubeClient, KubeObject, ResourceType } from '../../kube/types.ts'
import type { Feeds } from '../feeds/feeds.ts'
import type { Log } from '../log.ts'
import { isJudgedByOwner } from './audited-kinds.ts'
import { type AuditResult, auditPass } from './pass.ts'
import { auditReport, auditReportName, type ConfigMap, reportedFindings } from './report.ts'

/** What a pass reports to. */
export interface AuditHooks {
  onPass(result: AuditResult, seconds: number): void
  /** Another replica audits from now on. */
  onEnd(): void
}

export interface AuditOptions {
  readonly client: KubeClient
  readonly pods: Pick<Feeds['pods'], 'store'>
  /** `undefined` until the first snapshot. */
  readonly context: () => DecisionContext | undefined
  /** Where the report goes. */
  readonly namespace: string
  readonly hooks: AuditHooks
  readonly log: Log
  readonly now: () => Date
}

/** Objects a page: what one holds in memory at a time. */
const pageSize = 100
/** Rest between pages, so that neither the API server nor the reconcilers notice. ms */
const pauseMs = 100

/** One pass; does nothing before the first snapshot. */
export async function audit(options: AuditOptions, signal: AbortSignal): Promise<void> {
  const { client, context, namespace, hooks, log, now } = options
  const decision = context()
  if (decision === undefined) return
  const began = performance.now()
  const result = await auditPass({
    pages: (type) => readPages(options, type),
    judge: { decision, now: now() },
    limit: reportedFindings,
    pauseMs,
    signal,
  })
  const seconds = (performance.now() - began) / 1000
  hooks.onPass(result, seconds)
  for (const { what, message } of result.failures) log.warn({ what, message }, 'not audited')
  const { judged, total } = result.tally
  log.info({ judged, findings: total, seconds: Math.round(seconds) }, 'audited what exists')
  const report = auditReport(result, namespace)
  const live = await client.get<ConfigMap>(resources.configMap, { namespace, name: auditReportName })
  await applyIfChanged(client, resources.configMap, report, live)
}

/** The pods are watched already: only those that nobody is judged for and that ask for GPUs are read whole. */
function readPages(
  { client, pods }: Pick<AuditOptions, 'client' | 'pods'>,
  type: ResourceType,
): AsyncIterable<readonly KubeObject[]> {
  if (type !== resources.pod) return pagesOf(client, type, { limit: pageSize })
  const bare = pods.store.list().filter((pod) => !isJudgedByOwner(pod) && deviceRequests(pod).size > 0)
  return eachByName(
    client,
    bare.map(({ metadata }) => metadata),
  )
}

async function* eachByName(
  client: KubeClient,
  names: readonly { readonly namespace?: string; readonly name: string }[],
): AsyncGenerator<readonly KubeObject[]> {
  for (const { namespace = '', name } of names) {
    // a list by name, as the right to list is there for the watch
    const { items } = await client.list(resources.pod, { namespace, fieldSelector: `metadata.name=${name}` })
    yield items
  }
}
