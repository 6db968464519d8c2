/**
 * How an engine starts on several nodes, as the pods of a LeaderWorkerSet: rank 0 leads and serves, the others compute.
 *
 * Sources: vLLM 0.33.0 `config/parallel.py`, `engine/arg_utils.py` (`--nnodes` is there from 0.15.1, and works with its own processes
 * only; with Ray only the leader runs vLLM); SGLang 0.5.9 to 0.5.23 `server_args.py`; variables of the LeaderWorkerSet pod webhook.
 * @module
 */
import type { EnvironmentVariable } from '../catalog/recipe.ts'
import { compareVersions } from '../catalog/version.ts'
import type { Engine, EngineSettings } from './settings.ts'
import { engineCommand } from './write.ts'

/** vLLM's own processes, vLLM over Ray, or SGLang's own. */
export type LaunchStyle = 'native' | 'ray' | 'sglang'

const executorArgument = 'distributed-executor-backend'

/** Ray where the arguments ask for it, or where vLLM knows no other way. */
export function launchStyle(engine: Engine, { other }: EngineSettings): LaunchStyle {
  if (engine.backend === 'sglang') return 'sglang'
  if (other[executorArgument] === 'ray') return 'ray'
  return compareVersions(engine.version, '0.15.1') < 0 ? 'ray' : 'native'
}

// Kubernetes puts values in for $(NAME) in a command; a shell reads $NAME.
const rank = '$(LWS_WORKER_INDEX)'
const leader = '$(LWS_LEADER_ADDRESS)'

/** Ray's own default. */
const rayPort = 6379

/** SGLang takes this port and the next six; the one of the LeaderWorkerSet samples. */
const sglangPort = 20_000

export interface GroupCommands {
  readonly leader: readonly string[]
  readonly worker: readonly string[]
}

/** Commands of the pods of a group; `configPath` must end in `.yaml` or `.yml`. */
export function groupCommands(
  engine: Engine,
  settings: EngineSettings,
  configPath: string,
  nodes: number,
): GroupCommands {
  const serve = engineCommand(engine, configPath)
  const ranked = [...serve, '--nnodes', String(nodes), '--node-rank', rank]
  const style = launchStyle(engine, settings)
  switch (style) {
    case 'native': {
      const command = [...ranked, '--master-addr', leader]
      return { leader: command, worker: [...command, '--headless'] }
    }
    case 'sglang': {
      const command = [...ranked, '--dist-init-addr', `${leader}:${sglangPort}`]
      return { leader: command, worker: command }
    }
    case 'ray':
      return { leader: shell(rayHead(serve)), worker: shell(rayNode) }
    default:
      return style satisfies never
  }
}

/** What the engine must know of the pod it is in, before anything that people set. */
export function groupEnvironment(engine: Engine): readonly EnvironmentVariable[] {
  if (engine.backend !== 'vllm') return []
  // the leader tells the others its address, which must be one that they reach
  return [{ name: 'VLLM_HOST_IP', valueFrom: { fieldRef: { fieldPath: 'status.podIP' } } }]
}

const shell = (script: readonly string[]) => ['/bin/sh', '-c', script.join('\n')]

const everyNodeIsThere =
  "import os, ray; ray.init(address='auto', log_to_driver=False); raise SystemExit(sum(node['Alive'] for node in ray.nodes()) < int(os.environ['LWS_GROUP_SIZE']))"

/** vLLM looks at the devices of the cluster once, so it starts when all nodes have joined. */
const rayHead = (serve: readonly string[]) => [
  'set -e',
  `ray start --head --port=${rayPort} --node-ip-address="$VLLM_HOST_IP"`,
  `until python3 -c "${everyNodeIsThere}"; do sleep 5; done`,
  `exec ${serve.join(' ')} --${executorArgument} ray`,
]

/** Waits for the head, then stays as long as it does. */
const rayNode = [
  `until ray health-check --address "$LWS_LEADER_ADDRESS:${rayPort}"; do sleep 5; done`,
  `exec ray start --address="$LWS_LEADER_ADDRESS:${rayPort}" --node-ip-address="$VLLM_HOST_IP" --block`,
]
