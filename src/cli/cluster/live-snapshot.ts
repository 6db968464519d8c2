/**
 * The snapshot that the controller of a cluster would publish now, made from lists instead of watches.
 * @module
 */
import type { Recipe } from '../../catalog/recipe.ts'
import type { EndpointObject } from '../../controllers/aim-endpoint/reconcile.ts'
import { findRecipe } from '../../controllers/aim-recipe/plan.ts'
import { endpointGPUs } from '../../controllers/endpoint-gpus.ts'
import type { RecipeObject, ResourceQuotaObject } from '../../controllers/feeds/feeds.ts'
import { type Node, projectNode } from '../../controllers/feeds/node.ts'
import { type Pod, projectPod } from '../../controllers/feeds/pod.ts'
import { knownCaches } from '../../controllers/known-caches.ts'
import type { CacheObject } from '../../controllers/model-cache/read-cache.ts'
import { RecipeUsers } from '../../controllers/recipe-users.ts'
import { Inventory } from '../../inventory/inventory.ts'
import { withResourceQuotas } from '../../inventory/resource-quotas.ts'
import type { Snapshot } from '../../inventory/snapshot.ts'
import { buildSnapshot } from '../../inventory/snapshot-build.ts'
import { listIfServed } from '../../kube/list-if-served.ts'
import { resources } from '../../kube/resources.ts'
import type { KubeClient } from '../../kube/types.ts'
import type { ServerConfig } from '../../server/config.ts'

/** What was last seen and left is the controller's own memory, so shapes of that origin are not here. @throws ApiError */
export async function liveSnapshot(
  client: KubeClient,
  config: Pick<ServerConfig, 'decision' | 'declared' | 'lastSeenHours'>,
  now: Date,
  /** Recipes that count beside those of the cluster, and win over those of the same name. */
  extra: readonly Recipe[] = [],
): Promise<Snapshot> {
  const [nodes, pods, recipes, endpoints, quotas, caches, classes] = await Promise.all([
    client.list<Node>(resources.node, { project: projectNode }),
    client.list<Pod>(resources.pod, { project: projectPod }),
    listIfServed<RecipeObject>(client, resources.aimRecipe),
    listIfServed<EndpointObject>(client, resources.aimEndpoint),
    // who may read nodes may not always read these
    listIfServed<ResourceQuotaObject>(client, resources.resourceQuota).catch(() => []),
    Promise.all(
      [resources.aimCache, resources.modelCache].map((type) => listIfServed<CacheObject>(client, type)),
    ).catch(() => undefined),
    listIfServed(client, resources.storageClass).catch(() => undefined),
  ])
  const inventory = new Inventory()
  for (const node of nodes.items) inventory.applyNode(node)
  for (const pod of pods.items) inventory.applyPod(pod)
  const users = new RecipeUsers(() => {})
  for (const object of endpoints) users.take({ type: 'added', object })
  const known = [...recipes.flatMap((object) => findRecipe(object).recipe ?? []), ...extra]
  const decision = withResourceQuotas(config.decision, quotas)
  return buildSnapshot({
    hardware: inventory.hardware(config.declared?.shapes ?? [], [], now, config.lastSeenHours),
    recipes: [...new Map(known.map((recipe) => [recipe.name, recipe])).values()],
    recipeUsers: users.users,
    config: decision,
    endpointGPUs: endpointGPUs(endpoints, decision),
    ...(caches === undefined ? {} : { caches: knownCaches(caches.flat()) }),
    ...(classes === undefined ? {} : { storageClasses: classes.map(({ metadata }) => metadata.name) }),
    now,
  })
}
