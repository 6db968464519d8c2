/**
 * The nodes: GPUs that are offered, labels that tell which, and no contradiction between the two.
 * @module
 */
import { type Node, projectNode } from '../../controllers/feeds/node.ts'
import { gpuResources, identify } from '../../inventory/node-devices.ts'
import { readNode } from '../../inventory/node-shape.ts'
import { resources } from '../../kube/resources.ts'
import { type Check, ok, problem, type Result, warning } from './check.ts'

/** Nodes named in one message. */
const shown = 3

export const nodes: Check = {
  id: 'nodes',
  async run({ client }) {
    const { items } = await client.list<Node>(resources.node, { project: projectNode })
    const facts = items.map((node) => ({ node, ...readNode(node) }))
    const amd = facts.filter(
      ({ node, devices, unknown }) => devices.length > 0 || unknown || isLabelled(node),
    )
    if (amd.length === 0)
      return [
        warning(
          `none of ${items.length} nodes has an AMD GPU that anybody can see`,
          'install the AMD GPU operator, or its device plugin and node labeller; or declare hardware in the configuration',
        ),
      ]
    const plugin = amd.filter(({ node }) => isLabelled(node) && offered(node).length === 0)
    const unlabelled = amd.filter(({ unknown }) => unknown)
    const broken = amd.filter(({ devices }) =>
      devices.some(({ capacity, allocatable }) => allocatable < capacity),
    )
    const odd = amd.filter(({ disagreements }) => disagreements.length > 0)
    const results: Result[] = []
    if (plugin.length > 0)
      results.push(
        problem(
          `${nodesOf(plugin)} labelled as having AMD GPUs and no amd.com/… resource: pods cannot ask for them`,
          'is the device plugin running there? kubectl get pods -A -o wide | grep -i device-plugin',
        ),
      )
    if (unlabelled.length > 0)
      results.push(
        problem(
          `${nodesOf(unlabelled)} offering AMD GPUs without labels that tell which, so nothing is planned for them`,
          'install the AMD node labeller, or label them: kubectl label node NAME amd.com/gpu.device-id=74a1',
        ),
      )
    if (odd.length > 0)
      results.push(
        warning(
          `${nodesOf(odd)} labelled in ways that contradict each other: ${odd[0]?.disagreements[0]}`,
          'restart the node labeller there; the device id is believed, and the smaller memory',
        ),
      )
    if (broken.length > 0)
      results.push(
        warning(
          `${nodesOf(broken)} short of devices: some are not healthy and cannot be asked for`,
          'see what the device plugin on the node says',
        ),
      )
    const counted = amd.filter(({ devices }) => devices.length > 0)
    const kinds = new Set(counted.flatMap(({ devices }) => devices.map(({ accelerator }) => accelerator)))
    if (kinds.size > 0)
      results.push(
        ok(`${counted.length} of ${items.length} nodes have AMD GPUs: ${[...kinds].sort().join(', ')}`),
      )
    return results
  },
}

/** The labeller, or Node Feature Discovery, says that it has GPUs of AMD. */
function isLabelled({ metadata: { labels = {} } }: Node): boolean {
  return identify(labels) !== undefined || labels['feature.node.kubernetes.io/amd-gpu'] === 'true'
}

function offered({ status }: Node): string[] {
  return gpuResources(status?.capacity ?? {}, status?.allocatable ?? {})
}

/** `gpu-1 is`, `gpu-1, gpu-2 are`, `gpu-1, gpu-2, gpu-3 and 4 more nodes are`. */
function nodesOf(list: readonly { readonly name: string }[]): string {
  const names = list.slice(0, shown).map(({ name }) => name)
  const more = list.length - names.length
  return `${names.join(', ')}${more > 0 ? ` and ${more} more nodes` : ''} ${list.length === 1 ? 'is' : 'are'}`
}
