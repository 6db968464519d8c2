/**
 * `fitgate serve`: the processes that run in a cluster. Each role is imported when it is asked for, so that the webhooks never load the
 * Kubernetes client.
 * @module
 */
import process from 'node:process'
import { parseArgs } from 'node:util'
import { parseAddress } from '../server/address.ts'
import type { CertificateFiles } from '../server/certificates/choice.ts'
import type { ServerConfig } from '../server/config.ts'
import { followConfig } from '../server/followed-config.ts'
import { ownHeapFault } from '../server/heap-limit.ts'
import type { Address } from '../server/host.ts'
import { createLog, type Log } from '../server/log.ts'
import type { Running } from '../server/role.ts'
import type { SnapshotSource } from '../server/snapshot/source.ts'
import { type Command, UsageError } from './command.ts'
import { readConfigFile } from './config-file.ts'

const help = `fitgate serve --role webhook|controller|all [options]

Runs fitgate as it runs in a cluster: webhooks that answer the API server, a controller that keeps endpoints running.
Stops on SIGTERM (after a drain) and SIGINT (at once). Logs JSON lines to standard error.

  --role ROLE               webhook: answers reviews from a snapshot, needs no rights and no API server
                            controller: reconciles, publishes the snapshot, looks after the certificates
                            all: both in one process
  --namespace NAME          namespace of fitgate itself (default fitgate-system)
  --config FILE             configuration, YAML; see manifests/base/config.yaml for the fields and their defaults. Read again when
                            it changes; one that is not valid changes nothing
  --http-listen HOST:PORT   plain HTTP: /healthz /readyz /metrics (default 0.0.0.0:8080; for role webhook with --tls-cert,
                            the port of the webhooks answers to them)
  --server-name NAME        DNS name or IP address the server certificate is for, beside the Service's; repeatable
  --drain-seconds N         on SIGTERM, keep answering for N seconds while clients move away (default 5)

webhook, all
  --listen HOST:PORT        HTTPS: the webhooks (default 0.0.0.0:9443)
  --tls-cert FILE           certificate to show, PEM, instead of one signed with the mounted authority; read again when it changes
  --tls-key FILE            its key, PEM
  --client-ca FILE          answer only clients with a certificate of these authorities, PEM, read again when it changes; API
                            servers show one where their --admission-control-config-file gives them one for this host.
                            Whoever asks for /healthz on the same port needs one too: --http-listen gives it another
  --max-in-flight N         reviews that may be in flight at once; above it the API server is told to try again (default 500)

webhook
  --snapshot FILE           decide from this file instead of asking a controller; read again when it changes.
                            fitgate snapshot writes one. Older than its own config.snapshotMaxAgeSeconds (300 by default)
                            it is stale, also where the cluster has not changed: what depends on it is then warned of and
                            not refused. Who has it written less often sets the age in the configuration it is written with
  --snapshot-url URL        where the controller publishes, https://HOST:PORT/snapshot
                            (default https://fitgate-controller.NAMESPACE.svc:8443/snapshot)
  --ca-dir DIR              folder of the mounted Secret fitgate-ca (default /var/run/fitgate/ca); not needed with
                            --snapshot and --tls-cert

controller, all
  --kubeconfig FILE         default: $KUBECONFIG, ~/.kube/config, the pod's own account
  --no-leader-elect         do not wait for the Lease: only for a single replica
  --no-webhook-bundle       leave the CA bundle of the webhook configurations to somebody else, such as cert-manager

controller
  --snapshot-listen HOST:PORT   HTTPS: /snapshot (default 0.0.0.0:8443)

Exit codes: 0 stopped when asked to, 1 failed, 2 wrong flags or configuration
`

const flags = {
  role: { type: 'string' },
  namespace: { type: 'string', default: 'fitgate-system' },
  config: { type: 'string' },
  listen: { type: 'string', default: '0.0.0.0:9443' },
  'http-listen': { type: 'string' },
  'snapshot-listen': { type: 'string', default: '0.0.0.0:8443' },
  snapshot: { type: 'string' },
  'snapshot-url': { type: 'string' },
  'tls-cert': { type: 'string' },
  'tls-key': { type: 'string' },
  'client-ca': { type: 'string' },
  'ca-dir': { type: 'string', default: '/var/run/fitgate/ca' },
  'server-name': { type: 'string', multiple: true },
  'max-in-flight': { type: 'string', default: '500' },
  'drain-seconds': { type: 'string', default: '5' },
  kubeconfig: { type: 'string' },
  'leader-elect': { type: 'boolean', default: true },
  'webhook-bundle': { type: 'boolean' },
} as const

type Flags = ReturnType<typeof parseFlags>

export const command: Command = {
  name: 'serve',
  summary: 'run the webhooks, the controller, or both',
  help,
  async run(args) {
    const values = parseFlags(args)
    const config = await readConfigFile(values.config)
    const log = createLog(config.logLevel, { role: values.role })
    const heap = ownHeapFault()
    if (heap !== undefined) log.warn(heap)
    const running = await startRole(values, config, log)
    const following =
      values.config === undefined ? undefined : await follow(values.config, config, log, running)
    const end = await Promise.race([signalled(), running.failed.catch((error: unknown) => ({ error }))])
    following?.stop()
    if (typeof end === 'object') {
      log.fatal({ err: end.error }, 'cannot go on')
      await running.stop(false)
      return 1
    }
    log.info({ signal: end }, 'stopping')
    await running.stop(end === 'SIGTERM')
    log.info('stopped')
    return 0
  },
}

const roles = ['webhook', 'controller', 'all'] as const

function parseFlags(args: string[]) {
  const { values } = parseArgs({ args, options: flags, allowNegative: true })
  const role = roles.find((name) => name === values.role)
  if (role === undefined) {
    throw new UsageError(
      `--role must be webhook, controller or all${values.role ? `, not "${values.role}"` : ''}`,
    )
  }
  const drainSeconds = Number(values['drain-seconds'])
  if (!Number.isFinite(drainSeconds) || drainSeconds < 0 || drainSeconds > 300) {
    throw new UsageError(`--drain-seconds must be 0 to 300, not "${values['drain-seconds']}"`)
  }
  const maxInFlight = Number(values['max-in-flight'])
  if (!Number.isInteger(maxInFlight) || maxInFlight < 1) {
    throw new UsageError(`--max-in-flight must be a whole number above 0, not "${values['max-in-flight']}"`)
  }
  const certificateFiles = certificateFilesOf(values)
  const http = values['http-listen']
  return {
    role,
    namespace: values.namespace,
    config: values.config,
    kubeconfig: values.kubeconfig,
    drainSeconds,
    maxInFlight,
    listen: addressOf('listen', values.listen),
    httpListen: http === undefined ? undefined : addressOf('http-listen', http),
    snapshotListen: addressOf('snapshot-listen', values['snapshot-listen']),
    snapshot: snapshotOf(values.snapshot, values['snapshot-url'], values.namespace),
    caDir: values['ca-dir'],
    serverNames: values['server-name'] ?? [],
    leaderElect: values['leader-elect'],
    webhookBundle: values['webhook-bundle'] ?? certificateFiles === undefined,
    ...(certificateFiles && { certificateFiles }),
  }
}

function certificateFilesOf(
  values: Readonly<Partial<Record<'tls-cert' | 'tls-key' | 'client-ca', string>>>,
): CertificateFiles | undefined {
  const { 'tls-cert': certificate, 'tls-key': key, 'client-ca': clientAuthorities } = values
  if (clientAuthorities === '') throw new UsageError('--client-ca is empty')
  if (certificate === undefined && key === undefined) {
    if (clientAuthorities === undefined) return undefined
    throw new UsageError('--client-ca is for --tls-cert and --tls-key')
  }
  if (!certificate || !key) throw new UsageError('--tls-cert and --tls-key are given together')
  return { certificate, key, ...(clientAuthorities === undefined ? {} : { clientAuthorities }) }
}

function addressOf(flag: string, text: string): Address {
  const address = parseAddress(text)
  if (!address) throw new UsageError(`--${flag} must be HOST:PORT, not "${text}"`)
  return address
}

function snapshotOf(file: string | undefined, text: string | undefined, namespace: string): SnapshotSource {
  if (file !== undefined) {
    if (text !== undefined) throw new UsageError('only one of --snapshot, --snapshot-url can be given')
    if (file === '') throw new UsageError('--snapshot is empty')
    return { file }
  }
  const url = text ?? `https://fitgate-controller.${namespace}.svc:8443/snapshot`
  if (!URL.canParse(url) || new URL(url).protocol !== 'https:') {
    throw new UsageError(`--snapshot-url must be an https URL, not "${url}"`)
  }
  return { url: new URL(url) }
}

async function startRole(values: Flags, config: ServerConfig, log: Log): Promise<Running> {
  const options = { ...values, config, log }
  const { httpListen = { host: '0.0.0.0', port: 8080 } } = values
  switch (values.role) {
    case 'webhook': {
      const { startWebhookRole } = await import('../server/webhook-role.ts')
      const health = values.certificateFiles ? values.httpListen : httpListen
      return startWebhookRole({ ...options, httpListen: health })
    }
    case 'controller':
      return (await import('../server/controller-role.ts')).startControllerRole({ ...options, httpListen })
    case 'all':
      return (await import('../server/all-role.ts')).startAllRole({ ...options, httpListen })
  }
}

/** A change of the file is taken without a restart, as far as that is possible. */
function follow(path: string, config: ServerConfig, log: Log, running: Running): Promise<{ stop(): void }> {
  return followConfig({
    path,
    config,
    log,
    onChange(next) {
      log.level = next.logLevel
      running.configure?.(next)
    },
  })
}

/** The first signal to stop; a second one ends the process the hard way, as the listener is gone. */
function signalled(): Promise<'SIGTERM' | 'SIGINT'> {
  return new Promise((resolve) => {
    const stop = (signal: NodeJS.Signals) => {
      process.off('SIGTERM', stop)
      process.off('SIGINT', stop)
      resolve(signal === 'SIGTERM' ? 'SIGTERM' : 'SIGINT')
    }
    process.on('SIGTERM', stop)
    process.on('SIGINT', stop)
  })
}
