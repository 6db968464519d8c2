/**
 * Holds the private namespaces of a real node, as a process of its own: makes their cgroups, starts `inside.ts` in them, passes
 * connections to the API server on, and takes everything away when it is told to stop or when what is inside ends.
 *
 * Usage: `node launcher.ts CONTEXT.json`
 * @module
 */
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { writeFileSync } from 'node:fs'
import { dirname } from 'node:path'
import process from 'node:process'
import { fileURLToPath } from 'node:url'
import { makeCgroups, removeCgroups, sweepCgroups } from './cgroups.ts'
import { nodeFiles, readContext } from './context.ts'
import { forward } from './forward.ts'
import { commandPath } from './requirements.ts'

const [file = ''] = process.argv.slice(2)
const { ports } = readContext(file)
process.chdir(dirname(file))

await sweepCgroups()
const cgroups = makeCgroups()
const inside = fileURLToPath(new URL('./inside.ts', import.meta.url))
// a shell joins the cgroups before the namespaces are made; another one is process 1 in there, as it reaps what others leave
const holder = spawn(
  'sh',
  [
    '-c',
    'for folder in $CGROUPS; do echo $$ >"$folder/cgroup.procs" || exit 1; done; unset CGROUPS; exec "$@"',
    'sh',
    ...['setpriv', '--pdeathsig', 'KILL'],
    ...[
      'unshare',
      '--cgroup',
      '--net',
      '--mount',
      '--pid',
      '--ipc',
      '--uts',
      '--fork',
      '--kill-child',
      '--mount-proc',
    ],
    ...['sh', '-c', '"$@"; exit $?', 'sh', process.execPath, inside, file],
  ],
  {
    stdio: 'inherit',
    env: { ...process.env, PATH: commandPath(process.env.PATH), CGROUPS: cgroups.join(' ') },
  },
)
const ended = once(holder, 'exit')
const stop = () => holder.kill('SIGKILL')
for (const signal of ['SIGTERM', 'SIGINT', 'SIGHUP'] as const) process.on(signal, stop)
writeFileSync(nodeFiles.holder, String(holder.pid))
const server = await forward({ port: ports.apiServer }, { path: nodeFiles.socket })

const [code] = await ended
server.close()
await removeCgroups(cgroups)
process.exit(code ?? 0)
