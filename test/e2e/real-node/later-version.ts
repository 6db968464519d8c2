/**
 * An upgrade as a person does it: the next version's image and manifests.
 */
import { mkdir, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { fitgateImageName, writeFitgateImage } from '../../../src/sandbox/image/fitgate-image.ts'
import { loadImage } from '../../../src/sandbox/real-node/enter.ts'
import { laterVersion, makeLaterBuild } from '../later-build.ts'
import type { RealNode } from './node.ts'

/** Resolves when only pods of the later version are left. */
export async function installLaterVersion({ folder, sandbox, works }: RealNode): Promise<void> {
  const [build, image, overlay] = [join(folder, 'later'), join(folder, 'later.tar'), join(folder, 'overlay')]
  await makeLaterBuild(build)
  await writeFitgateImage(image, [fitgateImageName(laterVersion)], build)
  await loadImage(sandbox.layout, image)
  await mkdir(overlay)
  const kustomization = {
    resources: ['../later/manifests/base'],
    images: [{ name: 'fitgate', newTag: laterVersion }],
  }
  await writeFile(join(overlay, 'kustomization.yaml'), JSON.stringify(kustomization))
  await works('apply', '--server-side', '-k', join(build, 'crds'))
  await works('apply', '--server-side', '-k', overlay)
  for (const name of ['fitgate-controller', 'fitgate-webhook'])
    await works('-n', 'fitgate-system', 'rollout', 'status', `deployment/${name}`, '--timeout=60s')
}
