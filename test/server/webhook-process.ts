/**
 * A webhook process as it runs in a cluster, with a controller's snapshot server and mounted Secret beside it.
 * @module
 */
import { type ChildProcess, spawn } from 'node:child_process'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { createInterface } from 'node:readline'
import { fileURLToPath } from 'node:url'
import { defaultDecisionConfig } from '../../src/inventory/snapshot.ts'
import { buildSnapshot } from '../../src/inventory/snapshot-build.ts'
import { createAuthority } from '../../src/server/certificates/authority.ts'
import { HeldMaterial, type Material } from '../../src/server/certificates/material.ts'
import { ServingCertificates } from '../../src/server/certificates/serving.ts'
import { type Host, serve } from '../../src/server/host.ts'
import { Publisher } from '../../src/server/snapshot/publisher.ts'
import { snapshotApp } from '../../src/server/snapshot/server.ts'
import { cluster, nodes } from '../decide/builders.ts'
import { creating, endpoint, reviewing } from '../webhooks/builders.ts'
import { call } from './https-call.ts'

const root = resolve(fileURLToPath(import.meta.url), '../../..')

/** Prints the URL of every module that is resolved. */
const tellModules = `data:text/javascript,${encodeURIComponent(`
  import { registerHooks } from 'node:module'
  registerHooks({ resolve(specifier, context, next) {
    const resolved = next(specifier, context)
    process.stdout.write(resolved.url + '\\n')
    return resolved
  } })`)}`

export interface Surroundings {
  readonly material: Material
  readonly publisher: Publisher
  readonly folder: string
  readonly snapshotUrl: string
  close(): Promise<void>
}

/** What a webhook process needs of the world: the Secret's files and a snapshot to follow. */
export async function surroundings(): Promise<Surroundings> {
  const { certificate, key } = await createAuthority(new Date())
  const material = { bundle: certificate, key, snapshotKey: 'a key of a test' }
  const folder = await mkdtemp(join(tmpdir(), 'fitgate-ca-'))
  const files = { 'ca.crt': certificate, 'ca.key': key, 'snapshot.key': material.snapshotKey }
  for (const [name, text] of Object.entries(files)) await writeFile(join(folder, name), text)
  const publisher = new Publisher()
  publisher.publish(
    buildSnapshot({
      hardware: cluster(nodes('MI300X', 2)),
      recipes: [],
      recipeUsers: {},
      config: defaultDecisionConfig,
      now: new Date(),
    }),
  )
  const held = new HeldMaterial()
  held.set(material)
  const certificates = new ServingCertificates({ material: held, names: ['127.0.0.1'] })
  await certificates.check()
  const app = snapshotApp({ publisher, key: () => material.snapshotKey })
  const host: Host = await serve({ host: '127.0.0.1', port: 0, fetch: app.fetch, certificates })
  return {
    material,
    publisher,
    folder,
    snapshotUrl: `https://127.0.0.1:${host.port}/snapshot`,
    async close() {
      publisher.release()
      certificates.stop()
      await host.close()
      await rm(folder, { recursive: true })
    },
  }
}

export interface WebhookProcess {
  readonly child: ChildProcess
  /** Of the webhooks. */
  readonly port: number
  /** Of /healthz, /readyz, /metrics. */
  readonly httpPort: number
  /** URLs of the modules it resolved; Node only, and only when asked for. */
  readonly modules: readonly string[]
  /** Lines of its log so far. */
  readonly log: readonly Record<string, unknown>[]
  /** Resolves with the exit code. */
  readonly exited: Promise<number | null>
}

/** Starts one beside a controller, on free ports; resolves when both listen. */
export async function startWebhookProcess(
  around: Surroundings,
  options: {
    readonly command: readonly string[]
    readonly listModules?: boolean
    readonly drainSeconds?: number
    /** Default 0, a free one. */
    readonly port?: number
    readonly program?: string
  },
): Promise<WebhookProcess> {
  const secret = ['--ca-dir', around.folder, '--snapshot-url', around.snapshotUrl]
  return startServe({ ...options, args: [...secret, '--http-listen', '127.0.0.1:0'] })
}

/** Starts `fitgate serve --role webhook`; resolves when it listens, on every port that it was given. */
export async function startServe(options: {
  readonly command: readonly string[]
  readonly args: readonly string[]
  readonly listModules?: boolean
  readonly drainSeconds?: number
  readonly port?: number
  /** From the root of the repository. Default the sources. */
  readonly program?: string
}): Promise<WebhookProcess> {
  const [program = process.execPath, ...first] = options.command
  const args = [
    ...first,
    ...(options.listModules ? ['--import', tellModules] : []),
    ...[join(root, options.program ?? 'src/cli/main.ts'), 'serve', '--role', 'webhook', ...options.args],
    ...['--listen', `127.0.0.1:${options.port ?? 0}`],
    ...['--drain-seconds', String(options.drainSeconds ?? 0)],
  ]
  const hasHttp = args.includes('--http-listen')
  // as the image has it
  const env = { ...process.env, MALLOC_ARENA_MAX: '1' }
  const child = spawn(program, args, { cwd: root, env, stdio: ['ignore', 'pipe', 'pipe'] })
  const exited = new Promise<number | null>((done) => child.once('exit', (code) => done(code)))
  const modules: string[] = []
  const log: Record<string, unknown>[] = []
  const other: string[] = []
  createInterface({ input: child.stdout }).on('line', (line) => modules.push(line))
  const ports = new Promise<{ port: number; httpPort: number }>((found, failed) => {
    let port = 0
    let httpPort = 0
    createInterface({ input: child.stderr }).on('line', (line) => {
      if (!line.startsWith('{')) {
        other.push(line)
        return
      }
      const entry = JSON.parse(line) as Record<string, unknown>
      log.push(entry)
      if (entry.msg === 'webhooks: listening') port = Number(entry.port)
      if (entry.msg === 'health: listening') httpPort = Number(entry.port)
      if (port > 0 && (httpPort > 0 || !hasHttp)) found({ port, httpPort })
    })
    void exited.then((code) => {
      const fatal = log.filter(({ level }) => level === 'fatal').map((entry) => JSON.stringify(entry))
      failed(new Error(`exit ${code}: ${[...fatal, ...other].join('\n')}`))
    })
  })
  return { child, ...(await ports), modules, log, exited }
}

/** One review of an endpoint that fits. */
export function review(around: Surroundings, port: number, path = '/mutate') {
  return call({
    port,
    ca: around.material.bundle,
    path,
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(reviewing(creating(endpoint()))),
  })
}
