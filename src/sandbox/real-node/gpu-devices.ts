/**
 * Device files as a machine with AMD GPUs has them, with nothing behind them: `/dev/kfd` for all, a render node for each. Group and mode
 * are what decides whether a container that is not root may open them.
 * @module
 */
import { execFileSync } from 'node:child_process'
import { chmodSync, chownSync, mkdirSync } from 'node:fs'
import { join } from 'node:path'

/** In memory of the mount namespace. */
const deviceFolder = '/run/fitgate-devices'
/** Of the group `render`, as Debian's and Ubuntu's udev creates it on machines with these drivers. */
const renderGroup = 992
/** AMD's udev rules give /dev/kfd to the group and to nobody else. */
const mode = 0o660
/** The first render node; the kernel counts from there. */
const firstRenderNode = 128

/** One file that a container gets. */
export interface DeviceFile {
  readonly container_path: string
  readonly host_path: string
  readonly permissions: 'rw'
}

/** Makes them all. */
export function makeDevices(count: number): void {
  mkdirSync(deviceFolder, { recursive: true })
  const names = ['kfd', ...Array.from({ length: count }, (_, index) => renderNode(index))]
  for (const name of names) {
    const file = join(deviceFolder, name)
    // reads as the null device does
    execFileSync('mknod', [file, 'c', '1', '3'])
    chownSync(file, 0, renderGroup)
    chmodSync(file, mode)
  }
}

/** Files of the GPUs with these numbers. */
export function devicesOf(gpus: readonly number[]): readonly DeviceFile[] {
  const file = (path: string, name: string): DeviceFile => ({
    container_path: path,
    host_path: join(deviceFolder, name),
    permissions: 'rw',
  })
  return [file('/dev/kfd', 'kfd'), ...gpus.map((gpu) => file(`/dev/dri/${renderNode(gpu)}`, renderNode(gpu)))]
}

const renderNode = (gpu: number) => `renderD${firstRenderNode + gpu}`
