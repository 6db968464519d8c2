import { expect, it } from 'vitest'
import type { CachePod } from '../../../src/controllers/model-cache/objects.ts'
import { ProgressWatch } from '../../../src/controllers/model-cache/progress-watch.ts'
import { qwen } from './builders.ts'

const pod = (uid: string, podIP = '10.0.0.7'): CachePod => ({
  apiVersion: 'v1',
  kind: 'Pod',
  metadata: { name: uid, namespace: 'team', uid },
  spec: { containers: [] },
  status: { phase: 'Running', podIP },
})
const told = (bytes: number) =>
  JSON.stringify({
    ...{ bytes, total: 100, files: { done: 0, total: 1 }, bytesPerSecond: 1 },
    models: [{ id: qwen, phase: 'Fetching', bytes, total: 100, files: { done: 0, total: 1 } }],
  })

it('asks a pod every fifteen seconds, another one at once, and keeps the last word of one that is silent', async () => {
  const urls: string[] = []
  let now = 0
  let answer: string | undefined = told(10)
  const watch = new ProgressWatch({
    now: () => now,
    readText: (url) => {
      urls.push(url)
      return answer === undefined ? Promise.reject(new Error('refused')) : Promise.resolve(answer)
    },
  })
  expect(await watch.ask('a', pod('one'))).toBe(true)
  expect(watch.last('a')?.bytes).toBe(10)
  now = 14_999
  expect(await watch.ask('a', pod('one'))).toBe(false)
  expect(urls).toEqual(['http://10.0.0.7:8080/progress'])
  now = 15_000
  answer = undefined
  expect(await watch.ask('a', pod('one'))).toBe(false)
  expect(watch.last('a')?.bytes).toBe(10)
  answer = told(0)
  expect(await watch.ask('a', pod('two', 'fd00::7'))).toBe(true)
  expect(urls.at(-1)).toBe('http://[fd00::7]:8080/progress')
  expect(watch.last('a')?.bytes).toBe(0)
  now = 60_000
  answer = '{"models": "many"}'
  expect(await watch.ask('a', pod('two'))).toBe(false)
  watch.forget('a')
  expect(watch.last('a')).toBeUndefined()
})
