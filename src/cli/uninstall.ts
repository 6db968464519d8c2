/**
 * `fitgate uninstall`: takes fitgate out of a cluster, in the order in which nothing is left that blocks it.
 * @module
 */
import { parseArgs } from 'node:util'
import { withCluster } from './cluster/connect.ts'
import { type Command, UsageError } from './command.ts'
import { NotGone, removeEverything } from './uninstall/remove.ts'

const help = `fitgate uninstall [--kubeconfig FILE] [--namespace NAME] [--keep-workloads] [--keep-definitions] [--dry-run]

Takes fitgate out of a cluster: first what the API server asks (webhook configurations, admission policies), so that nothing waits
for fitgate any more; then its processes; then the objects of its kinds, with what they made; then the definitions of its kinds,
its rights, its namespace. Run again, it goes on where it was. Plain workloads that were annotated stay as they are.

  --keep-workloads      what the objects made (Deployments, Services, Jobs, claims) stays and runs on, belonging to nobody
  --keep-definitions    objects of fitgate's kinds stay, with their definitions and what they made; nobody looks after them
  --dry-run             only tell what would be removed
  --kubeconfig FILE     default: $KUBECONFIG, then ~/.kube/config, then the pod's own account
  --namespace NAME      where fitgate is installed (default fitgate-system)
  --timeout SECONDS     how long each kind of object may take to go (default 120)

Definitions that another operator installed are left alone, with their objects.
Exit codes: 0 nothing of it is left, 1 something does not go away, 2 bad input or no cluster.
`

export const command: Command = {
  name: 'uninstall',
  summary: 'take fitgate out of a cluster, in the right order',
  help,
  async run(args, io) {
    const { values } = parseArgs({
      args,
      options: {
        kubeconfig: { type: 'string' },
        namespace: { type: 'string', default: 'fitgate-system' },
        'keep-workloads': { type: 'boolean', default: false },
        'keep-definitions': { type: 'boolean', default: false },
        'dry-run': { type: 'boolean', default: false },
        timeout: { type: 'string', default: '120' },
      },
    })
    const timeoutSeconds = Number(values.timeout)
    if (!(timeoutSeconds > 0))
      throw new UsageError(`--timeout must be a number above 0, not "${values.timeout}"`)
    return withCluster(values.kubeconfig, async ({ client }) => {
      try {
        const removed = await removeEverything(client, {
          namespace: values.namespace,
          keepWorkloads: values['keep-workloads'],
          keepDefinitions: values['keep-definitions'],
          dryRun: values['dry-run'],
          timeoutSeconds,
          tell: (line) => io.stdout.write(`${line}\n`),
        })
        const nothing = values['dry-run'] ? 'Nothing was removed.' : 'Nothing of fitgate is left to remove.'
        io.stdout.write(`${removed === 0 || values['dry-run'] ? nothing : 'Removed.'}\n`)
        return 0
      } catch (error) {
        if (!(error instanceof NotGone)) throw error
        io.stderr.write(`fitgate uninstall: ${error.message}\n`)
        return 1
      }
    })
  },
}
