/**
 * Whether fitgate runs: replicas that are ready, and a controller that leads.
 * @module
 */
import type { Lease } from '../../kube/lease.ts'
import { resources } from '../../kube/resources.ts'
import { type Check, type DoctorContext, ok, problem, type Result, unknown, warning } from './check.ts'

export const processes: Check = {
  id: 'processes',
  run: async (context) => [
    ...(await Promise.all((['controller', 'webhook'] as const).map((one) => replicas(one, context)))),
    await leader(context),
  ],
}

async function replicas(
  component: 'controller' | 'webhook',
  { installed, namespace }: DoctorContext,
): Promise<Result> {
  const deployment = await installed.deployment(component)
  const name = `fitgate-${component}`
  if (deployment === undefined)
    return unknown(
      `there is no Deployment ${namespace}/${name}, so it runs elsewhere or not at all`,
      'kubectl apply -k manifests/base; --namespace says where it is installed',
    )
  const wanted = deployment.spec?.replicas ?? 1
  const ready = deployment.status?.readyReplicas ?? 0
  const look = `kubectl -n ${namespace} describe deployment,pods -l app.kubernetes.io/component=${component}`
  if (ready === 0) return problem(`${name}: none of ${wanted} replicas is ready`, look)
  if (ready < wanted) return warning(`${name}: ${ready} of ${wanted} replicas are ready`, look)
  if (wanted === 1)
    return warning(
      `${name} has one replica: while it restarts, nothing answers`,
      `kubectl -n ${namespace} scale deployment ${name} --replicas=2`,
    )
  return ok(`${name}: ${ready} of ${wanted} replicas are ready`)
}

async function leader({ client, namespace, now }: DoctorContext): Promise<Result> {
  const name = 'fitgate-controller'
  const lease = await client.get<Lease>(resources.lease, { namespace, name })
  const { holderIdentity = '', renewTime = '', leaseDurationSeconds = 0 } = lease?.spec ?? {}
  const logs = `kubectl -n ${namespace} logs -l app.kubernetes.io/component=controller`
  if (holderIdentity === '') return problem('no controller leads: nothing is reconciled', logs)
  const silentSeconds = (now.getTime() - Date.parse(renewTime)) / 1000
  // a minute for clocks that differ
  if (silentSeconds > leaseDurationSeconds + 60)
    return problem(
      `no controller leads: ${holderIdentity} renewed its Lease ${Math.round(silentSeconds)} s ago`,
      logs,
    )
  return ok(`${holderIdentity.split('_')[0]} leads`)
}
