import { expect, it } from 'vitest'
import { countsPods, isUnscoped } from '../../src/inventory/quota-scopes.ts'

const byClass = (operator: string, ...values: string[]) => ({
  scopeSelector: { matchExpressions: [{ scopeName: 'PriorityClass', operator, values }] },
})

it.each([
  ['none', {}, [true, true]],
  ['In', byClass('In', 'batch', 'other'), [true, false]],
  ['NotIn', byClass('NotIn', 'batch'), [false, true]],
  ['Exists', byClass('Exists'), [true, false]],
  ['DoesNotExist', byClass('DoesNotExist'), [false, true]],
  ['the older form', { scopes: ['PriorityClass'] }, [true, false]],
  ['an operator of later', byClass('Like', 'b*'), [false, false]],
  ['pods without a deadline', { scopes: ['NotTerminating', 'NotBestEffort'] }, [true, true]],
  ['pods with a deadline', { scopes: ['Terminating'] }, [false, false]],
  ['all of several', { scopes: ['NotTerminating'], ...byClass('In', 'batch') }, [true, false]],
])('a quota by %s counts pods of class batch, and of none: %j', (_, scopes, [ofBatch, ofNone]) => {
  expect(countsPods(scopes, { priorityClassName: 'batch' })).toBe(ofBatch)
  expect(countsPods(scopes, {})).toBe(ofNone)
})

it('tells quotas about all pods from those about some', () => {
  const some = [{}, { scopes: [], scopeSelector: null }, { scopes: ['NotTerminating'] }, byClass('Exists')]
  expect(some.map(isUnscoped)).toEqual([true, true, false, false])
})
