/**
 * Real TLS, with a client that trusts what an API server would trust and opens connections all the time.
 * @module
 */
import { setTimeout as delay } from 'node:timers/promises'
import { afterEach, describe, expect, it } from 'vitest'
import { authorityLifetime, day, hour } from '../../../src/server/certificates/authority.ts'
import { HeldMaterial } from '../../../src/server/certificates/material.ts'
import {
  type AuthorityData,
  type Lifetimes,
  lifetimes,
  rotate,
} from '../../../src/server/certificates/rotation.ts'
import { ServingCertificates } from '../../../src/server/certificates/serving.ts'
import { type Host, serve } from '../../../src/server/host.ts'
import { call } from '../https-call.ts'

const ends: (() => Promise<void> | void)[] = []
afterEach(async () => {
  for (const end of ends.splice(0).reverse()) await end()
})

/** A webhook process: what its Secret holds arrives when `mount` is called. */
async function replica(now: () => Date, data: AuthorityData, lifetime?: number) {
  const material = new HeldMaterial()
  const mount = (mounted: AuthorityData) =>
    material.set({
      bundle: mounted['ca.crt'],
      key: mounted['ca.key'],
      snapshotKey: mounted['snapshot.key'],
    })
  mount(data)
  const certificates = new ServingCertificates({
    material,
    names: ['127.0.0.1'],
    now,
    lifetime,
    interval: 50,
  })
  await certificates.check()
  const host: Host = await serve({
    host: '127.0.0.1',
    port: 0,
    fetch: () => new Response('ok'),
    certificates,
  })
  ends.push(
    () => host.close(),
    () => certificates.stop(),
  )
  return { port: host.port, mount, check: () => certificates.check() }
}

async function created(now: Date, of?: Lifetimes): Promise<AuthorityData> {
  const first = await rotate(undefined, now, of)
  if (!first) throw new Error('no authority was made')
  return first.data
}

/** New connections without a pause, until stopped. */
function load(ports: readonly number[], bundle: () => string) {
  const serials = new Set<string>()
  const failures: string[] = []
  let answered = 0
  let stopped = false
  const worker = async () => {
    while (!stopped) {
      for (const port of ports) {
        await call({ port, ca: bundle() }).then(
          ({ serial }) => {
            serials.add(serial)
            answered++
          },
          (error: unknown) => failures.push(String(error)),
        )
      }
      await delay(10)
    }
  }
  const done = Promise.all([worker(), worker()])
  return {
    serials,
    failures,
    answered: () => answered,
    async stop() {
      stopped = true
      await done
    },
  }
}

describe('under load nobody is turned away', () => {
  // a machine that stands still for a second lets leaves of three expire
  it('while leaves and authorities expire by the second, and news travels slowly', { retry: 2 }, async () => {
    // X.509 counts in seconds, so these are the shortest lives there are
    const short: Lifetimes = { authority: 9000, overlap: 1000, grace: 2000 }
    const now = () => new Date()
    let secret = await created(now(), short)
    const replicas = [await replica(now, secret, 3000), await replica(now, secret, 3000)]
    let bundle = secret['ca.crt']
    const steps: string[] = []
    const running = load(
      replicas.map(({ port }) => port),
      () => bundle,
    )
    const end = Date.now() + 11_000
    while (Date.now() < end) {
      const next = await rotate(secret, now(), short)
      if (next) {
        steps.push(next.step)
        secret = next.data
        const { data } = next
        setTimeout(() => {
          bundle = data['ca.crt']
        }, 100)
        for (const [index, { mount }] of replicas.entries()) setTimeout(() => mount(data), 200 + 300 * index)
      }
      await delay(50)
    }
    await running.stop()
    expect(running.failures).toEqual([])
    expect(steps.slice(0, 2)).toEqual(['announced', 'promoted'])
    expect(running.serials.size).toBeGreaterThan(6)
  })

  it('over five years of another clock, with leaps', async () => {
    const began = Date.now()
    let ahead = 0
    const now = () => new Date(began + ahead)
    let secret = await created(now())
    const replicas = [await replica(now, secret), await replica(now, secret)]
    const steps: string[] = []
    const running = load(
      replicas.map(({ port }) => port),
      () => secret['ca.crt'],
    )
    const look = async () => {
      const mounted = secret
      const next = await rotate(secret, now())
      if (next) {
        steps.push(next.step)
        secret = next.data
      }
      await delay(5)
      // kubelets bring the news of one look by the next, webhook processes look at their leaves
      for (const { mount, check } of replicas) {
        mount(mounted)
        await check()
      }
    }
    while (ahead < 2.5 * authorityLifetime) {
      ahead += secret['next.crt'] ? hour / 2 : 50 * day
      await look()
    }
    for (const leap of [-2 * authorityLifetime, 2 * authorityLifetime, -30 * 365 * day, 33 * 365 * day]) {
      ahead += leap
      for (let looks = 0; looks < 4; looks++) await look()
    }
    await running.stop()
    expect(running.failures).toEqual([])
    expect(steps.filter((step) => step === 'promoted').length).toBeGreaterThan(2)
    expect(running.answered()).toBeGreaterThan(20)
  }, 60_000)
})

it('waits for an hour of news before a new authority signs, by default', () => {
  expect(lifetimes).toEqual({ authority: authorityLifetime, overlap: hour, grace: day })
})
