/**
 * What each webhook process says of itself in its metrics: the age of its snapshot and the end of its certificate.
 * @module
 */
import { ApiError } from '../../kube/api-error.ts'
import { resources } from '../../kube/resources.ts'
import type { KubeObject } from '../../kube/types.ts'
import { type Check, type DoctorContext, ok, problem, type Result, unknown, warning } from './check.ts'

/** Without word for longer, nothing is refused that depends on the cluster (`snapshotMaxAgeSeconds`, by default). Seconds */
const staleSeconds = 300
/** Leaves are renewed at two thirds of their life. Seconds */
const expirySeconds = 3600

interface Pod extends KubeObject {
  readonly status?: { readonly phase?: string }
}

interface Scrape {
  readonly who: string
  readonly text: string
}

export const snapshotAge: Check = {
  id: 'snapshot-age',
  async run(context) {
    const scrapes = [...(await ofUrls(context)), ...(await ofPods(context))]
    if (scrapes.length === 0)
      return [
        unknown(
          'no pod of the webhooks runs here, so how old their snapshot is stays unknown',
          '--metrics URL names their /metrics',
        ),
      ]
    return scrapes.flatMap((scrape) => ('text' in scrape ? judge(scrape, context) : [scrape]))
  },
}

function ofUrls({ metricsUrls }: DoctorContext): Promise<(Scrape | Result)[]> {
  return Promise.all(
    metricsUrls.map(async (url) => {
      try {
        const answer = await fetch(url, { signal: AbortSignal.timeout(5000) })
        return { who: url.host, text: await answer.text() }
      } catch (error) {
        const words =
          error instanceof Error && error.cause instanceof Error ? error.cause.message : String(error)
        return problem(`${url.href} does not answer: ${words}`, 'is the process running?')
      }
    }),
  )
}

async function ofPods({ client, namespace }: DoctorContext): Promise<(Scrape | Result)[]> {
  const { items } = await client.list<Pod>(resources.pod, {
    namespace,
    labelSelector: 'app.kubernetes.io/name=fitgate,app.kubernetes.io/component=webhook',
  })
  const running = items.filter(({ status }) => status?.phase === 'Running')
  return Promise.all(
    running.map(async ({ metadata: { name } }) => {
      try {
        const path = `/api/v1/namespaces/${namespace}/pods/${name}:8080/proxy/metrics`
        return { who: name, text: String(await client.request('GET', path)) }
      } catch (error) {
        if (!(error instanceof ApiError)) throw error
        return unknown(
          `the metrics of ${name} cannot be read: ${error.message}`,
          `kubectl -n ${namespace} logs ${name}`,
        )
      }
    }),
  )
}

function judge({ who, text }: Scrape, { now, namespace }: DoctorContext): Result[] {
  const age = metric(text, 'fitgate_snapshot_age_seconds')
  const expiry = metric(text, 'fitgate_certificate_expiry_seconds')
  const left = expiry === undefined ? undefined : expiry - now.getTime() / 1000
  const logs = `kubectl -n ${namespace} logs -l app.kubernetes.io/component=controller`
  const results: Result[] = []
  if (age === undefined || Number.isNaN(age))
    results.push(problem(`${who} has no snapshot: it refuses only what no hardware could run`, logs))
  else if (age > staleSeconds)
    results.push(
      warning(
        `${who} has had no word from the controller for ${Math.round(age)} s: what depends on the cluster is only warned of`,
        logs,
      ),
    )
  else results.push(ok(`${who} heard of the cluster ${Math.round(age)} s ago`))
  if (left !== undefined && left < expirySeconds)
    results.push(
      problem(
        `the certificate of ${who} ${left < 0 ? 'has expired' : `expires in ${Math.round(left / 60)} minutes`} and was not renewed`,
        `kubectl -n ${namespace} logs -l app.kubernetes.io/component=webhook`,
      ),
    )
  return results
}

/** The value of a metric without labels. */
function metric(text: string, name: string): number | undefined {
  const found = new RegExp(`^${name} (\\S+)$`, 'm').exec(text)?.[1]
  return found === undefined ? undefined : found === 'Nan' || found === 'NaN' ? Number.NaN : Number(found)
}
