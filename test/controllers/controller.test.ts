import { Registry } from 'prom-client'
import { expect, it } from 'vitest'
import { Controller } from '../../src/controllers/controller.ts'
import { controllerMetrics } from '../../src/server/metrics/controllers.ts'

it('takes what somebody wants before what is only looked after', async () => {
  const order: string[] = []
  const first = Promise.withResolvers<void>()
  const all = Promise.withResolvers<void>()
  const controller = new Controller({
    name: 'test',
    metrics: controllerMetrics(new Registry()),
    log: { debug() {}, info() {}, warn() {}, error() {} },
    workers: 1,
    async reconcile(key) {
      order.push(key)
      if (key === 'first') await first.promise
      if (order.length === 4) all.resolve()
      return {}
    },
  })
  controller.begin(['first'])
  controller.touch('served', 'low')
  controller.touch('new')
  controller.touch('newer')
  first.resolve()
  await all.promise
  await controller.end()
  expect(order).toEqual(['first', 'new', 'newer', 'served'])
})
