/**
 * What runs inside the private namespaces: makes their mounts and network, then starts the control plane, containerd, kubelet and the rest,
 * and stays while all of them run. When it ends, everything ends.
 *
 * Usage: `node inside.ts CONTEXT.json`
 * @module
 */
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import process from 'node:process'
import { createClient } from '../../kube/client.ts'
import { connectionOf, readCredentials } from '../credentials.ts'
import { Processes } from '../processes.ts'
import { nodeFiles, nodeFolder, readContext } from './context.ts'
import { forward } from './forward.ts'
import { pretendSize } from './machine-size.ts'
import { mountEverything } from './mounts.ts'
import { setUpNetwork } from './network.ts'
import { createNodeCredentials } from './node-credentials.ts'
import { startNode } from './start-node.ts'

const [file = ''] = process.argv.slice(2)
const context = readContext(file)
const folder = nodeFolder(context)
const server = `https://127.0.0.1:${context.ports.apiServer}`
process.chdir(folder)

mountEverything(join(folder, 'settings'))
if (context.spec !== undefined) pretendSize(context.spec, join(folder, 'size'))
setUpNetwork()
const credentials = await createNodeCredentials(context.layout, server)
await forward({ path: nodeFiles.socket }, { port: context.ports.apiServer })
const processes = new Processes(() => {})
const client = createClient(connectionOf(await readCredentials(context.layout, server)), {
  userAgent: 'fitgate-sandbox',
})
try {
  const nodes = await startNode(context, credentials, processes, client)
  writeFileSync(nodeFiles.ready, String(nodes))
  await processes.watch(new AbortController().signal)
} catch (error) {
  console.error(error instanceof Error ? error.message : error)
  process.exit(1)
}
