/**
 * Whether the API server reaches the webhooks and they judge: a dry run of what they must refuse.
 * @module
 */
import { selfAdmission } from '../../controllers/self-admission.ts'
import { resources } from '../../kube/resources.ts'
import { type Check, type DoctorContext, ok, problem, type Result, unknown } from './check.ts'
import { ours } from './installed.ts'
import { hasReadyEndpoint } from './webhook-order.ts'

export const reachability: Check = {
  id: 'reachability',
  run: async (context) => [...(await services(context)), await dryRun(context)],
}

/** Each Service that a webhook of ours names. */
async function services(context: DoctorContext): Promise<Result[]> {
  const { client, installed, namespace } = context
  const entries = [ours(await installed.mutating()), ours(await installed.validating())]
  const named = entries
    .flatMap((one) => one?.webhooks ?? [])
    .flatMap(({ clientConfig }) => clientConfig.service ?? [])
  const distinct = [
    ...new Map(named.map((service) => [`${service.namespace}/${service.name}`, service])).entries(),
  ]
  return Promise.all(
    distinct.map(async ([name, service]) => {
      if ((await client.get(resources.service, service)) === undefined)
        return problem(`Service ${name} of the webhooks does not exist`, 'kubectl apply -k manifests/base')
      if (await hasReadyEndpoint(context, service)) return ok(`Service ${name} has ready endpoints`)
      return problem(
        `Service ${name} of the webhooks has no ready endpoint`,
        `kubectl -n ${namespace} describe pods -l app.kubernetes.io/component=webhook`,
      )
    }),
  )
}

async function dryRun({ client, namespace }: DoctorContext): Promise<Result> {
  const { outcome, message } = await selfAdmission(client, namespace)
  switch (outcome) {
    case 'refused':
      return ok('the API server reaches the webhooks, which refuse what cannot run (dry run)')
    case 'admitted':
      return problem(
        'an endpoint that cannot run anywhere would be admitted: the webhooks are not asked, or do not judge',
        'kubectl apply -k manifests/base, and look at what the check "webhooks" says',
      )
    case 'unreachable':
      return problem(
        message,
        'the pods and certificates above; else a NetworkPolicy or firewall between API server and port 9443 of the pods',
      )
    case 'failed':
      return unknown(
        `the dry run did not come as far as the webhooks: ${message}`,
        'mend what is wrong above, the definitions first; then look as an administrator',
      )
    default:
      return outcome satisfies never
  }
}
