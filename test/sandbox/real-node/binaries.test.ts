import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, it } from 'vitest'
import { readModule, versionOf } from '../../../src/sandbox/module.ts'
import { findNodeBinaries, nodeModules } from '../../../src/sandbox/real-node/binaries.ts'

it('kubelet and kube-proxy are of the control plane’s version, every module of theirs too', () => {
  const controlPlane = readModule().versions
  const own = nodeModules().kubelet.module.versions
  expect(own.size).toBeGreaterThan(50)
  for (const [path, version] of own) {
    if (path.startsWith('k8s.io/')) expect([path, version]).toEqual([path, controlPlane.get(path) ?? version])
  }
  expect(nodeModules().kubelet.version).toBe(versionOf(readModule(), 'k8s.io/kubernetes'))
})

it('every tool of the kubelet’s go.mod is built, and nothing else', async () => {
  const { module, steps } = nodeModules().kubelet
  const mod = await readFile(join(module.folder, 'go.mod'), 'utf8')
  const tools = /^tool \(\n([\s\S]*?)^\)/m.exec(mod)?.[1]?.trim().split(/\s+/)
  expect(steps.flatMap((step) => Object.keys(step.binaries)).toSorted()).toEqual(tools?.toSorted())
})

it('a folder that the environment names is taken where it has them', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'fitgate-node-'))
  try {
    for (const name of ['kubelet', 'kube-proxy', 'coredns'])
      await writeFile(join(folder, name), '', { mode: 0o755 })
    expect(await findNodeBinaries({ env: { FITGATE_SANDBOX_BIN: folder } })).toEqual({
      kubelet: join(folder, 'kubelet'),
      kubeProxy: join(folder, 'kube-proxy'),
      coredns: join(folder, 'coredns'),
    })
  } finally {
    await rm(folder, { recursive: true })
  }
})
