/**
 * AIMRecipe as a kind: names and columns.
 * @module
 */
import type { KindDefinition } from '../kind.ts'
import { categories, group } from './group.ts'
import { recipeRules } from './recipe-rules.ts'
import { type AIMRecipeSpec, aimRecipeSpec } from './recipe-spec.ts'
import { aimRecipeStatus } from './recipe-status.ts'

export const aimRecipeKind: KindDefinition<AIMRecipeSpec> = {
  group,
  kind: 'AIMRecipe',
  plural: 'aimrecipes',
  shortNames: ['aimrcp'],
  categories,
  scope: 'Cluster',
  description: 'AIMRecipe is one known way to serve a model on one kind of GPU with one engine.',
  version: {
    name: 'v1alpha1',
    spec: aimRecipeSpec,
    status: aimRecipeStatus,
    rules: recipeRules,
    columns: [
      { name: 'Model', type: 'string', jsonPath: '.spec.modelId' },
      { name: 'Hardware', type: 'string', jsonPath: '.spec.hardware' },
      { name: 'Precision', type: 'string', jsonPath: '.spec.precision' },
      { name: 'Backend', type: 'string', jsonPath: '.spec.backend' },
      { name: 'Phase', type: 'string', jsonPath: '.status.phase' },
      { name: 'Endpoints', type: 'integer', jsonPath: '.status.usage.endpointCount' },
      { name: 'Age', type: 'date', jsonPath: '.metadata.creationTimestamp' },
    ],
  },
}
