/**
 * One model onto one volume: list, take what is there already, fetch the rest, verify, publish.
 * @module
 */
import { readdir, rm } from 'node:fs/promises'
import { join } from 'node:path'
import { sumOfBytes } from '../vocabulary/bytes.ts'
import { modelFolder } from '../vocabulary/model-files/layout.ts'
import { isPinned } from '../vocabulary/model-files/model-id.ts'
import type { ModelResult } from '../vocabulary/model-files/result.ts'
import { FetchError } from './fetch-error.ts'
import type { Hasher } from './hash/hasher.ts'
import { obtain } from './obtain.ts'
import type { ModelMeter } from './progress/meter.ts'
import type { Listing, RemoteFile, Source } from './remote-file.ts'
import { type Selection, sameSelection, select } from './selection.ts'
import type { Pace } from './transfer/pace.ts'
import { type Patience, patiently } from './transfer/patience.ts'
import { unsafePath } from './unsafe-path.ts'
import { audit } from './volume/audit.ts'
import { type LeaseOptions, withLease } from './volume/lease.ts'
import { digestOf, type Manifest, readManifest } from './volume/manifest.ts'
import { leasePath, partsFolder } from './volume/places.ts'
import { isWhole, publish, writeRefs } from './volume/publish.ts'
import type { SpaceLimits } from './volume/space.ts'

export interface ModelRequest {
  /** `org/name`, under which engines find it. */
  readonly id: string
  readonly source: Source
  /** What was asked for, where it is known without asking the source: a commit that is there needs no network. */
  readonly revision?: string
  readonly selection: Selection
}

export interface VolumeOptions {
  /** What engines get as `HF_HOME`. */
  readonly root: string
  readonly limits: SpaceLimits
  readonly lease: Omit<LeaseOptions, 'signal' | 'onWait'>
  /** Where it is written what was done. */
  readonly auditFile: string
}

export interface TransferLimits {
  readonly connections: number
  readonly rangeBytes: number
  readonly stallMs: number
  readonly patience: Patience
  readonly pace?: Pace
  /** Nothing is published before it is on the disk. */
  readonly sync: boolean
}

export interface ModelContext {
  readonly volume: VolumeOptions
  readonly limits: TransferLimits
  readonly hasher: Hasher
  readonly meter: ModelMeter
  readonly signal: AbortSignal
  /** For people: what is waited for. */
  readonly onWait: (holder: string) => void
}

/** What a revision's files come to, once it is published. */
type Published = ModelResult & { readonly outcome: 'Fetched' | 'AlreadyThere' }

/** @throws FetchError */
export async function fetchModel(request: ModelRequest, context: ModelContext): Promise<Published> {
  const { root, lease } = context.volume
  const folder = join(root, modelFolder(request.id))
  const there = await pinnedAndThere(folder, request)
  if (there !== undefined) {
    await writeRefs(folder, there.revision, await newRefs(folder, there.revision, []))
    return told(there, 'AlreadyThere', context.meter)
  }
  const onWait = (holder: string) => {
    context.meter.phase('Waiting')
    context.onWait(holder)
  }
  return withLease(leasePath(root, request.id), { ...lease, signal: context.signal, onWait }, (signal) =>
    underLease(request, folder, { ...context, signal }),
  )
}

async function pinnedAndThere(
  folder: string,
  { revision, selection }: ModelRequest,
): Promise<Manifest | undefined> {
  if (revision === undefined || !isPinned(revision)) return undefined
  const manifest = await readManifest(folder, revision)
  if (manifest === undefined || !sameSelection(manifest.selection, selection)) return undefined
  return (await isWhole(folder, manifest)) ? manifest : undefined
}

async function underLease(request: ModelRequest, folder: string, context: ModelContext): Promise<Published> {
  const { source, selection } = request
  const { limits, meter, signal } = context
  meter.phase('Listing')
  const listing = await patiently(() => source.list(signal), source.label, limits.patience, signal)
  const files = chosen(listing, request)
  const before = await readManifest(folder, listing.revision)
  if (before !== undefined && contains(before, files) && (await isWhole(folder, before))) {
    await writeRefs(folder, listing.revision, await newRefs(folder, listing.revision, [listing.ref]))
    return told(before, 'AlreadyThere', meter)
  }
  const got = await obtain(request, listing, files, folder, context)
  meter.phase('Publishing')
  const all = [
    ...got.files,
    ...(before?.files ?? []).filter(({ path }) => !files.some((file) => file.path === path)),
  ]
  const time = new Date().toISOString()
  const manifest: Manifest = {
    id: request.id,
    revision: listing.revision,
    source: source.label,
    fetchedAt: time,
    selection,
    files: all,
    digest: digestOf(all),
  }
  signal.throwIfAborted()
  await publish(folder, manifest, await newRefs(folder, listing.revision, [listing.ref]))
  await audit(context.volume.auditFile, time, {
    event: 'fetched',
    manifest,
    receivedBytes: got.receivedBytes,
  })
  await rm(partsFolder(context.volume.root, request.id), { recursive: true, force: true })
  return told(manifest, 'Fetched', meter)
}

/** @throws FetchError when the list cannot be what the user wants */
function chosen({ files, revision }: Listing, { source, selection }: ModelRequest): readonly RemoteFile[] {
  for (const { path } of files) {
    const problem = unsafePath(path)
    if (problem !== undefined)
      throw new FetchError('BadInput', `${source.label}: the name ${JSON.stringify(path)} ${problem}`)
  }
  const taken = select(files, selection)
  if (taken.length > 0) return taken
  const what = selection.include?.length
    ? 'that matches --include'
    : 'that an engine loads; name them with --include'
  throw new FetchError('NotFound', `${source.label} has ${files.length} files at ${revision}, none ${what}`)
}

function contains({ files: there }: Manifest, files: readonly RemoteFile[]): boolean {
  const byPath = new Map(there.map((file) => [file.path, file]))
  return files.every(({ path, bytes, version }) => {
    const found = byPath.get(path)
    return found?.bytes === bytes && (version === undefined || found.version === version)
  })
}

/** `main` is what an engine asks for that is given no revision: it means the first one that is here until it is fetched itself. */
async function newRefs(
  folder: string,
  revision: string,
  refs: readonly string[],
): Promise<readonly string[]> {
  const named = refs.filter((ref) => ref !== revision)
  const there: readonly string[] = await readdir(join(folder, 'refs')).catch(() => [])
  return there.includes('main') || named.includes('main') ? named : [...named, 'main']
}

function told(manifest: Manifest, outcome: Published['outcome'], meter: ModelMeter): Published {
  const { id, revision, digest, files } = manifest
  const bytes = sumOfBytes(files)
  meter.plan({ revision, total: bytes, bytes, files: files.length, done: files.length })
  meter.phase('Done')
  return { id, outcome, revision, bytes, files: files.length, digest }
}
