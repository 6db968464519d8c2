/**
 * Snapshots of clusters of any size, and their like a moment later.
 * @module
 */
import { shippedRecipes } from '../../../src/cli/cluster-input.ts'
import { Inventory } from '../../../src/inventory/inventory.ts'
import { defaultDecisionConfig, type Snapshot } from '../../../src/inventory/snapshot.ts'
import { buildSnapshot } from '../../../src/inventory/snapshot-build.ts'
import { benchNode, benchPod } from '../clusters.ts'

/** Gives the snapshot of a cluster, with the recipes shipped, whose free GPUs differ each time it is asked. */
export async function changingCluster(nodes: number): Promise<() => Snapshot> {
  const recipes = await shippedRecipes()
  const inventory = new Inventory()
  for (let i = 0; i < nodes; i++) {
    inventory.applyNode(benchNode(i))
    for (let p = 0; p < 4; p++)
      inventory.applyPod(benchPod(`p-${i}-${p}`, benchNode(i).metadata.name, [0, 1, 1, 2][p] ?? 0))
  }
  let changes = 0
  return () => {
    changes++
    const now = new Date()
    const node = benchNode((changes * 7919) % nodes).metadata.name
    inventory.applyPod(benchPod(`late-${changes}`, node, 1))
    return buildSnapshot({
      hardware: inventory.hardware([], [], now),
      recipes,
      recipeUsers: {},
      config: defaultDecisionConfig,
      now,
    })
  }
}
