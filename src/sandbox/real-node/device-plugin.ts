/**
 * Offers GPUs to kubelet by its device plugin API, as AMD's plugin does: a resource, an identity and a NUMA node for each, their device
 * files for a container that gets some.
 *
 * Usage: `node device-plugin.ts RESOURCE COUNT`. SIGUSR2 makes the last one unhealthy, and healthy again.
 * @module
 */
import { rmSync, statSync } from 'node:fs'
import { join } from 'node:path'
import process from 'node:process'
import { setInterval } from 'node:timers'
import { fileURLToPath } from 'node:url'
import {
  credentials,
  loadPackageDefinition,
  Server,
  ServerCredentials,
  type ServerUnaryCall,
  type ServerWritableStream,
  type ServiceClientConstructor,
  type sendUnaryData,
} from '@grpc/grpc-js'
import { loadSync } from '@grpc/proto-loader'
import { devicesOf, makeDevices } from './gpu-devices.ts'
import { devicePluginFolder } from './kubelet.ts'

interface AllocateRequest {
  readonly container_requests: readonly { readonly devices_ids: readonly string[] }[]
}

const [resource = 'amd.com/gpu', given = '8'] = process.argv.slice(2)
const count = Number(given)
const ownSocket = 'fitgate-gpus.sock'
const kubeletSocket = join(devicePluginFolder, 'kubelet.sock')
/** How soon a kubelet that was started again is noticed: it empties the folder and expects everybody to register anew. */
const lookMs = 200

const proto = loadSync(fileURLToPath(new URL('./device-plugin.proto', import.meta.url)), {
  keepCase: true,
  defaults: true,
})
const api = loadPackageDefinition(proto).v1beta1 as unknown as Readonly<
  Record<'DevicePlugin' | 'Registration', ServiceClientConstructor>
>
const streams = new Set<ServerWritableStream<unknown, unknown>>()
let lastIsHealthy = true

const idOf = (gpu: number) => `gpu-${gpu}`
const devices = () =>
  Array.from({ length: count }, (_, gpu) => ({
    ID: idOf(gpu),
    health: gpu < count - 1 || lastIsHealthy ? 'Healthy' : 'Unhealthy',
    topology: { nodes: [{ ID: gpu < count / 2 ? 0 : 1 }] },
  }))

const service = {
  GetDevicePluginOptions(_call: unknown, answer: sendUnaryData<unknown>) {
    answer(null, { pre_start_required: false, get_preferred_allocation_available: false })
  },
  ListAndWatch(call: ServerWritableStream<unknown, unknown>) {
    streams.add(call)
    call.on('cancelled', () => streams.delete(call))
    call.write({ devices: devices() })
  },
  Allocate(call: ServerUnaryCall<AllocateRequest, unknown>, answer: sendUnaryData<unknown>) {
    const responses = call.request.container_requests.map(({ devices_ids: ids }) => ({
      envs: { AMD_VISIBLE_DEVICES: ids.join(',') },
      devices: devicesOf(ids.map((id) => Number(id.slice(idOf(0).length - 1)))),
    }))
    answer(null, { container_responses: responses })
  },
}

let server: Server | undefined
let registeredWith = ''

/** Listens anew and registers; tried again at the next look when kubelet does not take it. */
async function register(): Promise<void> {
  server?.forceShutdown()
  streams.clear()
  server = new Server()
  server.addService(api.DevicePlugin.service, service)
  const socket = join(devicePluginFolder, ownSocket)
  rmSync(socket, { force: true })
  const listening = Promise.withResolvers<number>()
  server.bindAsync(`unix://${socket}`, ServerCredentials.createInsecure(), (error, port) =>
    error ? listening.reject(error) : listening.resolve(port),
  )
  await listening.promise
  const kubelet = new api.Registration(`unix://${kubeletSocket}`, credentials.createInsecure())
  const done = Promise.withResolvers<void>()
  const request = { version: 'v1beta1', endpoint: ownSocket, resource_name: resource }
  kubelet.Register?.(request, { deadline: Date.now() + 10_000 }, (error: Error | null) =>
    error ? done.reject(error) : done.resolve(),
  )
  await done.promise.finally(() => kubelet.close())
  console.log(`registered ${count} of ${resource}`)
}

/** Which kubelet listens: its socket is another file after each start. */
function currentKubelet(): string {
  const found = statSync(kubeletSocket, { throwIfNoEntry: false })
  return found === undefined ? '' : `${found.ino}/${found.birthtimeMs}`
}

makeDevices(count)
process.on('SIGUSR2', () => {
  lastIsHealthy = !lastIsHealthy
  for (const stream of streams) stream.write({ devices: devices() })
})
setInterval(() => {
  const current = currentKubelet()
  if (current === '' || current === registeredWith) return
  registeredWith = current
  register().catch((error: unknown) => {
    registeredWith = ''
    console.error('kubelet did not take the registration:', error)
  })
}, lookMs)
