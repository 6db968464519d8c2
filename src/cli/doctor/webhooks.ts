/**
 * Our webhook configurations: there, and as this version's manifests have them.
 * @module
 */
import { fileURLToPath } from 'node:url'
import { differences } from '../../kube/contains.ts'
import { readDocuments } from '../documents.ts'
import { type Check, ok, problem, type Result, warning } from './check.ts'
import { configurationName, ours, type WebhookConfiguration } from './installed.ts'

const manifest = fileURLToPath(
  new URL('../../../manifests/base/webhook-configurations.yaml', import.meta.url),
)
const install = 'kubectl apply -k manifests/base'

export const webhooks: Check = {
  id: 'webhooks',
  async run({ installed }) {
    const live = [ours(await installed.mutating()), ours(await installed.validating())]
    const documents = await readDocuments(manifest)
    return documents.flatMap(({ object }) => {
      const wanted = object as unknown as WebhookConfiguration
      return look(
        wanted,
        live.find((one) => one?.kind === wanted.kind),
      )
    })
  },
}

function look(
  { kind, webhooks: wanted = [] }: WebhookConfiguration,
  live: WebhookConfiguration | undefined,
): Result[] {
  if (live === undefined)
    return [
      problem(`${kind} ${configurationName} is not installed: nothing is checked at admission`, install),
    ]
  const found = live.webhooks ?? []
  const results = wanted.flatMap((entry): Result[] => {
    const own = found.find(({ name }) => name === entry.name)
    if (own === undefined) return [problem(`${kind} ${configurationName} lacks ${entry.name}`, install)]
    const { clientConfig: _, ...shape } = entry
    const drift = differences(shape, own)
    if (drift.length === 0) return []
    return [
      warning(
        `${entry.name} of ${kind} ${configurationName} is not as installed (${drift.slice(0, 3).join(', ')})`,
        install,
      ),
    ]
  })
  const foreign = found.filter(({ name }) => !wanted.some((entry) => entry.name === name))
  const left = foreign.map(({ name }) =>
    warning(`${kind} ${configurationName} has ${name}, which this version does not know`, install),
  )
  const all = [...results, ...left]
  return all.length > 0 ? all : [ok(`${kind} ${configurationName} has its ${wanted.length} webhooks`)]
}
