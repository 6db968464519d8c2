/**
 * A candidate in a process of its own that can be frozen: `leader-process.ts KUBECONFIG NAMESPACE IDENTITY SECONDS`, where the
 * lease lasts SECONDS. From its first term on, several hands write who they belong to into one ConfigMap, without a pause,
 * without preconditions, and deaf to the end of the term: only the fence keeps them from writing when they wake too late.
 * @module
 */
import process from 'node:process'
import { ApiError } from '../../../src/kube/api-error.ts'
import { createClient } from '../../../src/kube/client.ts'
import { loadKubeconfig } from '../../../src/kube/config.ts'
import { fenced } from '../../../src/kube/fenced.ts'
import { LeaderElector } from '../../../src/kube/leader-election.ts'
import { resources } from '../../../src/kube/resources.ts'

const [kubeconfig, namespace = 'default', identity = 'a', seconds = '15'] = process.argv.slice(2)
const leaseSeconds = Number(seconds)
const hands = 8

const client = createClient(await loadKubeconfig(kubeconfig))
const elector = new LeaderElector({
  client,
  namespace,
  name: 'frozen',
  identity,
  // The proportions of the defaults: 15, 10 and 2 seconds.
  leaseSeconds,
  renewDeadlineSeconds: (leaseSeconds * 2) / 3,
  retrySeconds: (leaseSeconds * 2) / 15,
  onStarted(term) {
    console.log('leads')
    term.addEventListener('abort', () => console.log('ends'))
    for (let hand = 0; hand < hands; hand++) void write(hand)
  },
})
const writer = fenced(client, () => elector.isLeader)

async function write(hand: number): Promise<void> {
  for (let n = 0; ; n++) {
    const data = { holder: identity, hand: String(hand), n: String(n) }
    try {
      await writer.patch(resources.configMap, { namespace, name: 'ledger' }, 'merge', { data })
    } catch (error) {
      if (!(error instanceof ApiError)) throw error
      if (error.reason !== 'Fenced') continue
      console.log('fenced')
      await new Promise((resolve) => setTimeout(resolve, 50))
    }
  }
}

elector.start()
const looking = setInterval(() => {
  if (elector.leader === undefined) return
  if (elector.leader !== identity) console.log('waits')
  clearInterval(looking)
}, 20)
