/**
 * A sandbox with a real node for one test file, with the images that it needs; and where that cannot be, why.
 */
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect } from 'vitest'
import { defaultEngine } from '../../../src/catalog/engines.ts'
import { imageFor } from '../../../src/engines/images.ts'
import type { KubeClient } from '../../../src/kube/types.ts'
import { fitgateImageName, writeFitgateImage } from '../../../src/sandbox/image/fitgate-image.ts'
import { obstacle, thisMachine } from '../../../src/sandbox/real-node/requirements.ts'
import { type Sandbox, startSandbox } from '../../../src/sandbox/sandbox.ts'
import { version } from '../../../src/vocabulary/version.ts'
import { personAt } from '../kubectl.ts'
import { writeEngineImage } from './engine-image.ts'

/** Why there is no real node on this machine. */
export const noRealNode = obstacle(thisMachine)
if (noRealNode !== undefined) console.warn(`tests on a real node are skipped: ${noRealNode}`)

export interface RealNode {
  readonly sandbox: Sandbox
  readonly client: KubeClient
  /** For files of the test. */
  readonly folder: string
  /** Runs kubectl; resolves with its output, fails the test when it fails. */
  works(...args: readonly string[]): Promise<string>
  /** Applies an object or several; resolves with what is said. */
  applied(object: unknown): Promise<string>
  remove(): Promise<void>
}

/** The image of the engine that workloads get when nobody names one. */
export const engineImage = () => {
  const engine = defaultEngine('vllm')
  return `docker.io/${imageFor(engine, 'gfx942')}`
}

/** @param apiServerArgs see `RealNodeOptions` */
export async function realNode(
  apiServerArgs: (folder: string) => Promise<readonly string[]> = async () => [],
): Promise<RealNode> {
  const folder = await mkdtemp(join(tmpdir(), 'fitgate-real-node-'))
  const [own, engine] = [join(folder, 'fitgate.tar'), join(folder, 'engine.tar')]
  await Promise.all([
    writeFitgateImage(own, [fitgateImageName(version)]),
    writeEngineImage(engine, [engineImage()]),
  ])
  const sandbox = await startSandbox({
    stateDir: join(folder, 'sandbox'),
    realNode: { images: [own, engine], apiServerArgs: await apiServerArgs(folder) },
  })
  const person = personAt(sandbox)
  const client = sandbox.client()
  const checked = ({ code, text }: { code: number; text: string }) => {
    expect(code, text).toBe(0)
    return text
  }
  return {
    sandbox,
    client,
    folder,
    works: async (...args) => checked(await person.run(...args)),
    applied: async (object) => checked(await person.apply(object)),
    async remove() {
      client.close()
      await sandbox.stop()
      await rm(folder, { recursive: true, force: true })
    },
  }
}
