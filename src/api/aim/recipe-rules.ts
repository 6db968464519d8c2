/**
 * What the fields of an AIMRecipe demand of each other.
 * @module
 */
import { oneSourceCel, oneSourceMessage, sourceProblems } from '../fields/env.ts'
import type { Quantity } from '../fields/quantity.ts'
import { type Rule, violatedIf } from '../rule.ts'
import type { AIMRecipeSpec } from './recipe-spec.ts'

type Configuration = AIMRecipeSpec['configurations'][number]

const sides = ['requests', 'limits'] as const

/** `amd.com/gpu`, and the names of its partitions. */
const gpuResource = '^amd\\.com/(gpu|(spx|dpx|tpx|qpx|cpx)_nps[0-9])$'
const isGpuResource = new RegExp(gpuResource)

function gpuResourceProblems(configuration: Configuration, index: number) {
  return sides.flatMap((side) =>
    Object.entries<Quantity>(configuration.resources?.[side] ?? {})
      .filter(
        ([name, amount]) => isGpuResource.test(name) && String(amount) !== String(configuration.gpuCount),
      )
      .map(([name, amount]) => ({
        path: `configurations[${index}].resources.${side}["${name}"]`,
        message: `is ${amount}, but gpuCount is ${configuration.gpuCount}`,
      })),
  )
}

const gpuResourceCel = sides
  .map((side) => {
    const map = `c.resources.${side}`
    return `(!has(c.resources) || !has(${map}) || ${map}.all(k, !k.matches('${gpuResource.replaceAll('\\', '\\\\')}') || ${map}[k] == c.gpuCount || ${map}[k] == string(c.gpuCount)))`
  })
  .join(' && ')

/** All rules over `spec`, in the order they are reported. */
export const recipeRules: readonly Rule<AIMRecipeSpec>[] = [
  {
    path: 'configurations',
    cel: 'self.configurations.exists(c, c.enabled)',
    message: 'has no enabled entry, so the recipe could never be chosen',
    fix: 'set enabled: true on at least one',
    violations: ({ configurations }) => violatedIf(!configurations.some(({ enabled }) => enabled)),
  },
  {
    path: 'configurations',
    cel: `self.configurations.all(c, !has(c.env) || ${oneSourceCel('c.env')})`,
    message: `in env, ${oneSourceMessage}`,
    violations: ({ configurations }) =>
      configurations.flatMap(({ env }, index) => sourceProblems(env, `configurations[${index}].env`)),
  },
  {
    path: 'configurations',
    cel: `self.configurations.all(c, ${gpuResourceCel})`,
    message: 'in resources, the GPUs must be those of gpuCount',
    fix: 'leave them out: they are added from gpuCount',
    violations: ({ configurations }) => configurations.flatMap(gpuResourceProblems),
  },
]
