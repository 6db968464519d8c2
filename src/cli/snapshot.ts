/**
 * `fitgate snapshot`: all that a webhook process knows of a cluster, as a file.
 * @module
 */
import { rename, rm, writeFile } from 'node:fs/promises'
import { parseArgs } from 'node:util'
import { assumedHardware } from '../inventory/assumed.ts'
import type { Snapshot } from '../inventory/snapshot.ts'
import { buildSnapshot } from '../inventory/snapshot-build.ts'
import { withCluster } from './cluster/connect.ts'
import { installedConfig } from './cluster/installed-config.ts'
import { liveSnapshot } from './cluster/live-snapshot.ts'
import { shippedRecipes } from './cluster-input.ts'
import { type Command, UsageError } from './command.ts'
import { readConfigFile } from './config-file.ts'

const help = `fitgate snapshot [--kubeconfig FILE | --example] [--config FILE] [-o FILE]

Writes the snapshot of a cluster: hardware as shapes with free GPUs, recipes and who uses them, caches, and what the platform set.
It holds no name of a pod, and of nodes only those with copies of a cache. Webhooks decide from it with no cluster at all:
  fitgate serve --role webhook --snapshot FILE --tls-cert FILE --tls-key FILE
and so do fitgate plan --cluster FILE and fitgate check --snapshot FILE.

  --kubeconfig FILE     the cluster (reads nodes, pods, ResourceQuotas, StorageClasses, fitgate's ConfigMap, and of its kinds
                        AIMRecipes, AIMEndpoints and caches)
                        default: $KUBECONFIG, then ~/.kube/config, then the pod's own account
  --example             a sample instead: one full node of every Instinct part, all free, with the recipes shipped
  --config FILE         the configuration to decide by; default: the one of the fitgate installed there, else the defaults
  --namespace NAME      where fitgate is installed (default fitgate-system)
  -o, --output FILE     written in one step, so that a process that watches it never reads half; default: standard output

Exit codes: 0 written, 2 bad input or a cluster that cannot be read.
`

export const command: Command = {
  name: 'snapshot',
  summary: 'write what webhooks know of a cluster to a file',
  help,
  async run(args, io) {
    const { values } = parseArgs({
      args,
      options: {
        kubeconfig: { type: 'string' },
        example: { type: 'boolean', default: false },
        config: { type: 'string' },
        namespace: { type: 'string', default: 'fitgate-system' },
        output: { type: 'string', short: 'o', default: '-' },
      },
    })
    if (values.example && values.kubeconfig !== undefined)
      throw new UsageError('only one of --example, --kubeconfig can be given')
    const snapshot = values.example
      ? await exampleSnapshot(values.config)
      : await withCluster(values.kubeconfig, async ({ client }) => {
          const { config, words } = await installedConfig(client, values.namespace, values.config)
          io.stderr.write(`configuration: ${words}\n`)
          return liveSnapshot(client, config, new Date())
        })
    const text = `${JSON.stringify(snapshot)}\n`
    if (values.output === '-') io.stdout.write(text)
    else await writeWhole(values.output, text)
    io.stderr.write(`${summaryOf(snapshot, text.length)}\n`)
    return 0
  },
}

async function exampleSnapshot(configFile: string | undefined): Promise<Snapshot> {
  const { decision } = await readConfigFile(configFile)
  const recipes = await shippedRecipes()
  return buildSnapshot({
    hardware: assumedHardware(),
    recipes,
    recipeUsers: {},
    config: decision,
    now: new Date(),
  })
}

/** The old file or the new one, never a part: a rename replaces in one step. */
async function writeWhole(path: string, text: string): Promise<void> {
  const part = `${path}.${process.pid}.part`
  try {
    await writeFile(part, text)
    await rename(part, path)
  } catch (error) {
    await rm(part, { force: true })
    throw new UsageError(`--output: ${error instanceof Error ? error.message : String(error)}`)
  }
}

function summaryOf({ version, hardware, recipes }: Snapshot, bytes: number): string {
  const nodes = hardware.shapes.reduce((sum, shape) => sum + shape.nodes, 0)
  const kib = Math.ceil(bytes / 1024)
  return `snapshot ${version}: ${nodes} GPU nodes in ${hardware.shapes.length} shapes, ${recipes.length} recipes, ${kib} KiB`
}
