/**
 * Annotated Deployments re-applied every second with kubectl, with fitgate's controllers running, and then on with a later version of
 * fitgate whose renderer writes one argument more. Prints how many generations and ReplicaSets that made; none is what it should be.
 *
 *     node test/bench/reapply.ts [DEPLOYMENTS [SECONDS]]      (default 50 for 120 s, and half as long again after the replacement)
 * @module
 */
import { mkdir, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { isDeepStrictEqual } from 'node:util'
import { stringify } from 'yaml'
import { kubectl } from '../../src/cli/kubectl.ts'
import { resources } from '../../src/kube/resources.ts'
import type { KubeClient } from '../../src/kube/types.ts'
import { installFitgate } from '../../src/sandbox/fitgate.ts'
import { makeLaterBuild } from '../e2e/later-build.ts'
import { annotatedDeployments, type Census, census } from '../e2e/reapplied.ts'
import { inParallel } from './in-parallel.ts'
import { inSandbox } from './in-sandbox.ts'

const count = Number(process.argv[2] ?? 50)
const seconds = Number(process.argv[3] ?? 120)
const namespace = 'reapplied'
/** One kubectl applies its objects one by one, which takes longer than a second for all of them. */
const filesOf = 10

await inSandbox({}, async ({ sandbox, client, folder }) => {
  const fitgate = await installFitgate(sandbox)
  const metadata = { name: namespace }
  await client.create(resources.namespace, { apiVersion: 'v1', kind: 'Namespace', metadata })
  const deployments = annotatedDeployments(count, namespace)
  const files: string[] = []
  for (let i = 0; i < count; i += filesOf) {
    const file = join(folder, `${i}.yaml`)
    await writeFile(
      file,
      deployments
        .slice(i, i + filesOf)
        .map((one) => stringify(one))
        .join('---\n'),
    )
    files.push(file)
  }
  const applyAll = () =>
    inParallel(files, files.length, async (file) => {
      const { code, text } = await kubectl(sandbox.binDir, sandbox.kubeconfig, ['apply', '-f', file])
      if (code !== 0) throw new Error(text)
    })
  /** Rounds that fitted into the time. */
  const reapply = async (forSeconds: number): Promise<number> => {
    const end = Date.now() + forSeconds * 1000
    let rounds = 0
    for (; Date.now() < end; rounds++) await Promise.all([applyAll(), sleep(1000)])
    return rounds
  }

  await applyAll()
  const before = await settled(client)
  const rounds = await reapply(seconds)
  console.log(
    `${count} Deployments applied ${rounds} times in ${seconds} s: ${changes(before, await census(client, namespace))}`,
  )

  const later = join(folder, 'later')
  await mkdir(later)
  await makeLaterBuild(later)
  await fitgate.stop()
  await installFitgate(sandbox, { checkout: later })
  const more = await reapply(seconds / 2)
  console.log(
    `${more} times more after a later version took over: ${changes(before, await census(client, namespace))}`,
  )
})

/** When all are rolled out and what is better for those that may be upgraded has been told: nothing new for five seconds. */
async function settled(client: KubeClient): Promise<Census> {
  for (let last = await census(client, namespace); ; ) {
    await sleep(5000)
    const now = await census(client, namespace)
    if (now.replicaSets.length >= count && isDeepStrictEqual(now, last)) return now
    last = now
  }
}

function changes(before: Census, after: Census): string {
  const names = Object.keys(after.generations)
  const generations = names.reduce(
    (sum, name) => sum + (after.generations[name] ?? 0) - (before.generations[name] ?? 0),
    0,
  )
  const replicaSets = after.replicaSets.filter((name) => !before.replicaSets.includes(name)).length
  return `${generations} new generations, ${replicaSets} new ReplicaSets`
}
