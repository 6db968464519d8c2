/**
 * A Job that works on the volume of a cache: one container of fitgate, with no right in the cluster and none on its node.
 * @module
 */
import type { Toleration } from '../../api/intent.ts'
import type { EnvironmentVariable } from '../../catalog/recipe.ts'
import { outcomes } from '../../vocabulary/model-files/outcome.ts'
import type { RenderedObject } from '../object.ts'
import { cacheFolder } from '../paths.ts'
import { tolerations as withGPUNodes } from '../tolerations.ts'
import type { Credentials } from './credentials.ts'
import { type CacheOwner, cacheChildMetadata, cacheLabels } from './owner.ts'

/** The one container of such a Job. */
const cacheContainer = 'fitgate'

/** Where the container leaves its result, for the kubelet to put into the pod's status. */
export const resultFile = '/dev/termination-log'

/** Port of `/progress`, `/metrics` and `/healthz`. */
export const progressPort = 8080

/** The image's user; files belong to its group. */
const user = 65_532

/** As long as people may want to read the log, seconds; a failed one stays until it is tried again. */
const ttlSeconds = 3600

/**
 * Pods that are killed begin again where they were, so a few of them are no failure. Their waits double from ten seconds: this many
 * take some twenty minutes.
 */
const backoffLimit = 6

/**
 * Processor and memory. The fetcher keeps to 200 MiB; what the limit leaves above it is for the page cache, without which writing would
 * wait for the disk.
 */
const resources = {
  requests: { cpu: '250m', memory: '256Mi' },
  limits: { memory: '1Gi' },
} as const

/**
 * Exit codes after which a Job that brings models ends: what another pod would only repeat, and what is tried again after a wait of the controller's
 * choosing.
 */
export const finalExitCodes = Object.values(outcomes)
  .filter(({ again }) => again === 'never' || again === 'later')
  .map(({ exitCode }) => exitCode)

export interface CacheJobInput {
  readonly owner: CacheOwner
  readonly name: string
  /** Word of the `component` label: `fetch`, `cleanup`. */
  readonly component: string
  /** The fitgate image. */
  readonly image: string
  /** After the command `fitgate`. */
  readonly args: readonly string[]
  readonly env?: readonly EnvironmentVariable[]
  /** PersistentVolumeClaim to work on. */
  readonly claim: string
  /** A key of a Secret, mounted as a file. */
  readonly file?: Credentials['file']
  /** A volume that is only read. */
  readonly from?: { readonly claim: string; readonly folder: string }
  /** The one node it runs on. Default: any. */
  readonly onNode?: { readonly name: string; readonly tolerations: readonly Toleration[] }
  /** Exit codes after which another pod would end alike. Default: none. */
  readonly finalExitCodes?: readonly number[]
}

export function renderCacheJob(input: CacheJobInput): RenderedObject {
  const { owner, name, component, finalExitCodes = [] } = input
  return {
    apiVersion: 'batch/v1',
    kind: 'Job',
    metadata: cacheChildMetadata(owner, name, component),
    spec: {
      parallelism: 1,
      completions: 1,
      backoffLimit,
      ttlSecondsAfterFinished: ttlSeconds,
      // the next pod comes when the last has really ended: two writers of one volume would only wait for each other
      podReplacementPolicy: 'Failed',
      podFailurePolicy: {
        rules: [
          ...(finalExitCodes.length === 0
            ? []
            : [
                {
                  action: 'FailJob',
                  onExitCodes: {
                    containerName: cacheContainer,
                    operator: 'In',
                    values: finalExitCodes.toSorted((a, b) => a - b),
                  },
                },
              ]),
          // drained or preempted: that is nobody's failure
          { action: 'Ignore', onPodConditions: [{ type: 'DisruptionTarget', status: 'True' }] },
        ],
      },
      template: { metadata: { labels: cacheLabels(owner, component) }, spec: podSpec(input) },
    },
  }
}

/** Meets the restricted Pod Security level. */
function podSpec(input: CacheJobInput): object {
  const { claim, file, from, onNode } = input
  return {
    restartPolicy: 'Never',
    ...(onNode === undefined ? {} : boundTo(onNode)),
    automountServiceAccountToken: false,
    enableServiceLinks: false,
    securityContext: {
      runAsNonRoot: true,
      runAsUser: user,
      runAsGroup: user,
      fsGroup: user,
      // a volume of a million files is not walked through at every start
      fsGroupChangePolicy: 'OnRootMismatch',
      seccompProfile: { type: 'RuntimeDefault' },
    },
    containers: [container(input)],
    volumes: [
      { name: 'cache', persistentVolumeClaim: { claimName: claim } },
      ...(from === undefined
        ? []
        : [{ name: 'from', persistentVolumeClaim: { claimName: from.claim, readOnly: true } }]),
      { name: 'scratch', emptyDir: { sizeLimit: '64Mi' } },
      ...(file === undefined
        ? []
        : [
            {
              name: 'credentials',
              secret: {
                secretName: file.secret,
                items: [{ key: file.key, path: file.key }],
                defaultMode: 0o440,
              },
            },
          ]),
    ],
  }
}

/** By its name, which no label has for sure. */
function boundTo({ name, tolerations }: NonNullable<CacheJobInput['onNode']>): object {
  const term = { matchFields: [{ key: 'metadata.name', operator: 'In', values: [name] }] }
  return {
    affinity: {
      nodeAffinity: { requiredDuringSchedulingIgnoredDuringExecution: { nodeSelectorTerms: [term] } },
    },
    tolerations: withGPUNodes(tolerations),
  }
}

function container({ image, args, env = [], file, from }: CacheJobInput): object {
  return {
    name: cacheContainer,
    image,
    // also of one that was brought to the node by hand
    imagePullPolicy: 'IfNotPresent',
    args,
    env: [{ name: 'HF_HOME', value: cacheFolder }, ...env],
    ports: [{ name: 'progress', containerPort: progressPort }],
    resources,
    securityContext: {
      allowPrivilegeEscalation: false,
      readOnlyRootFilesystem: true,
      capabilities: { drop: ['ALL'] },
    },
    volumeMounts: [
      { name: 'cache', mountPath: cacheFolder },
      ...(from === undefined ? [] : [{ name: 'from', mountPath: from.folder, readOnly: true }]),
      { name: 'scratch', mountPath: '/tmp' },
      ...(file === undefined ? [] : [{ name: 'credentials', mountPath: file.folder, readOnly: true }]),
    ],
    terminationMessagePath: resultFile,
    // one that was killed has left no result; its last words are better than none
    terminationMessagePolicy: 'FallbackToLogsOnError',
  }
}
