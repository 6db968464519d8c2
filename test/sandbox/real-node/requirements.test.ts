import { readFile } from 'node:fs/promises'
import { expect, it } from 'vitest'
import { type Machine, obstacle, packages } from '../../../src/sandbox/real-node/requirements.ts'

const fit: Machine = { platform: 'linux', isRoot: true, hasCgroups1: true, has: () => true }

it('a machine that has everything can have a real node', () => {
  expect(obstacle(fit)).toBeUndefined()
})

it('what is missing is named with the line that installs it, and nothing else', () => {
  const lacks = ['nft', 'ctr']
  expect(obstacle({ ...fit, has: (what) => !lacks.includes(what) })).toBe(
    'A real node needs ctr, nft, which this machine lacks.\napt-get install --no-install-recommends containerd nftables',
  )
})

it.each([
  ['Linux', { platform: 'darwin' }, /needs Linux; this is darwin/],
  ['root', { isRoot: false }, /needs root/],
  ['cgroups of the first form', { hasCgroups1: false }, /cgroup v1/],
])('it needs %s', (_what, change, words) => {
  expect(obstacle({ ...fit, ...change })).toMatch(words)
})

it('the README names every package', async () => {
  const readme = await readFile(new URL('../../../README.md', import.meta.url), 'utf8')
  const line = /apt-get install --no-install-recommends (.*)/.exec(readme)?.[1]?.split(' ')
  expect(line?.toSorted()).toEqual(Object.keys(packages).toSorted())
})
