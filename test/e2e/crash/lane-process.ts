/**
 * The controllers of a lane in a process of their own: `lane-process.ts SERVER NAMESPACE LEADER_ELECT`. Says `ready`, every snapshot, and
 * when a request of its has no answer; ends in peace on SIGTERM, and with whoever started it.
 * @module
 */
import process from 'node:process'
import { createClient } from '../../../src/kube/client.ts'
import { start } from '../controllers/running.ts'
import { confined } from './confined.ts'

const [server = '', namespace = '', leaderElect] = process.argv.slice(2)

const client = createClient(
  { server: new URL(server), options: async () => ({ headers: {} }) },
  {
    onRequest({ code, verb }) {
      if (code === 0 && verb !== 'watch') console.log('unanswered')
    },
  },
)
const running = await start(confined(client, namespace), {
  leaderElect: leaderElect === 'true',
  publish: () => console.log('published'),
})
// no test that fails leaves it behind
process.stdin.on('end', () => process.exit(1)).resume()
process.on('SIGTERM', async () => {
  await running.stop()
  process.exit(0)
})
while (!running.controllers.ready()) await new Promise((resolve) => setTimeout(resolve, 50))
console.log('ready')
