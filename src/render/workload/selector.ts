/**
 * The selector of a Deployment or StatefulSet that has none, and the label it selects. Both stay when everything else is taken back:
 * a selector cannot change, and the object is invalid without it.
 * @module
 */

import { labels, labelValue } from '../../vocabulary/names.ts'
import { sameJson } from '../../vocabulary/same-json.ts'
import { type Concern, isAt, type Plan } from './concern.ts'
import { readAt } from './place.ts'
import type { Target } from './target.ts'

const own = labels.workload

const needsSelector = ({ workload }: Target) =>
  workload.kind.group === 'apps' && readAt(workload.object, ['spec', 'selector']) === undefined

const valueFor = ({ identity }: Plan) => labelValue(identity)

export const selector: Concern = {
  scope: 'object',
  writes: (steps, value) =>
    isAt(steps, 'spec', 'selector') &&
    sameJson(value, { matchLabels: { [own]: readAt(value, ['matchLabels', own]) } }),
  isOpen: needsSelector,
  propose: (plan) => [{ steps: ['spec', 'selector'], value: { matchLabels: { [own]: valueFor(plan) } } }],
}

export const selectedLabel: Concern = {
  scope: 'template',
  writes: (steps, value) => isAt(steps, 'metadata', 'labels', own) && typeof value === 'string',
  isOpen: (target) =>
    needsSelector(target) &&
    readAt(target.workload.object, [...target.places.template, 'metadata', 'labels', own]) === undefined,
  propose: (plan) => [{ steps: ['metadata', 'labels', own], value: valueFor(plan) }],
}
