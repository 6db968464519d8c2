import { readFile } from 'node:fs/promises'
import { expect, it } from 'vitest'
import { commandPath, type Machine, obstacle, packages } from '../../../src/sandbox/real-node/requirements.ts'

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

it('programs are found and run where a PATH lacks the folders of root', () => {
  expect(commandPath('/usr/local/bin:/usr/bin')).toBe('/usr/local/bin:/usr/bin:/usr/sbin:/sbin:/bin')
  expect(commandPath()).toBe('/usr/sbin:/sbin:/usr/bin:/bin')
})

it.each([
  ['Linux', { platform: 'darwin' }, /needs Linux; this is darwin/],
  ['root', { isRoot: false }, /needs root/],
  ['cgroups of the first form', { hasCgroups1: false }, /cgroup v1/],
])('it needs %s', (_what, change, words) => {
  expect(obstacle({ ...fit, ...change })).toMatch(words)
})

it.each([
  ['README.md', /apt-get install --no-install-recommends (.*)/],
  ['.ci/run', /^packages="(.*)"$/m],
])('%s names every package', async (file, line) => {
  const text = await readFile(new URL(`../../../${file}`, import.meta.url), 'utf8')
  expect(line.exec(text)?.[1]?.split(' ').toSorted()).toEqual(Object.keys(packages).toSorted())
})
