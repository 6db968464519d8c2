/**
 * What the components bring along besides their binaries: the CRDs and webhooks of LeaderWorkerSet, the stages of KWOK.
 * They lie in the Go module cache, which a warm start does not have, so they are rendered once and kept with the binaries:
 * as JSON, because parsing 18,000 lines of YAML takes longer than starting the API server.
 * @module
 */
import { execFile } from 'node:child_process'
import { readdir, readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { parseAllDocuments } from 'yaml'
import type { KubeObject } from '../kube/types.ts'
import { type GoRunner, moduleDirectory } from './go/run-go.ts'

/** The files of a manifests folder. */
export const manifestFiles = {
  leaderWorkerSetCRDs: 'leaderworkerset-crds.json',
  leaderWorkerSetWebhooks: 'leaderworkerset-webhooks.json',
  storageClasses: 'storage-classes.json',
  /** A stream of YAML documents, as the kwok command reads it. */
  kwokStages: 'kwok-stages.yaml',
} as const

export async function renderManifests(options: {
  readonly go: GoRunner
  readonly kubectl: string
  readonly into: string
}): Promise<void> {
  const { go, kubectl, into } = options
  const lws = await moduleDirectory(go, 'sigs.k8s.io/lws')
  const kwok = await moduleDirectory(go, 'sigs.k8s.io/kwok')
  const [crds, lwsInstall, fast, volumes] = await Promise.all([
    readFolder(join(lws, 'config/crd/bases')),
    kustomize(kubectl, join(lws, 'config/default')),
    kustomize(kubectl, join(kwok, 'kustomize/stage/fast')),
    kustomize(kubectl, join(kwok, 'kustomize/stage/volume/fast')),
  ])
  const ofKind = (objects: readonly KubeObject[], kind: RegExp) =>
    objects.filter((object) => kind.test(object.kind))
  const stages = ofKind([...fast, ...volumes], /^Stage$/)
  const json = (objects: readonly KubeObject[]) => JSON.stringify(objects)
  await Promise.all([
    writeFile(join(into, manifestFiles.leaderWorkerSetCRDs), json(crds)),
    writeFile(
      join(into, manifestFiles.leaderWorkerSetWebhooks),
      json(ofKind(lwsInstall, /WebhookConfiguration$/)),
    ),
    writeFile(join(into, manifestFiles.storageClasses), json(ofKind(volumes, /^StorageClass$/))),
    writeFile(
      join(into, manifestFiles.kwokStages),
      stages.map((stage) => JSON.stringify(stage)).join('\n---\n'),
    ),
  ])
}

export async function readManifest(
  folder: string,
  name: Exclude<keyof typeof manifestFiles, 'kwokStages'>,
): Promise<readonly KubeObject[]> {
  return JSON.parse(await readFile(join(folder, manifestFiles[name]), 'utf8')) as KubeObject[]
}

/** The objects of `kubectl kustomize FOLDER`. */
export async function kustomize(kubectl: string, folder: string): Promise<readonly KubeObject[]> {
  const { stdout } = await promisify(execFile)(kubectl, ['kustomize', folder], { maxBuffer: 64 * 2 ** 20 })
  return parseObjects(stdout)
}

async function readFolder(folder: string): Promise<readonly KubeObject[]> {
  const names = (await readdir(folder)).filter((name) => name.endsWith('.yaml')).sort()
  const texts = await Promise.all(names.map((name) => readFile(join(folder, name), 'utf8')))
  return texts.flatMap(parseObjects)
}

function parseObjects(text: string): readonly KubeObject[] {
  return parseAllDocuments(text).flatMap((document) => {
    const object = document.toJS() as KubeObject | null
    return object === null ? [] : [object]
  })
}
