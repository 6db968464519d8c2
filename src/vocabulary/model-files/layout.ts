/**
 * Where things are on a volume of models: the hub's own cache layout, so that an engine with this folder as its `HF_HOME` finds a model
 * by name, offline. Source: huggingface_hub, "Manage your cache".
 * @module
 */
import { isModelId } from './model-id.ts'

/** Beside `hub/`: what is under way, locks and the audit file. Nothing that an engine reads. */
export const workFolder = '.fitgate'

/** `hub/models--org--name`, below the root of the volume. */
export function modelFolder(id: string): string {
  return `hub/models--${id.replace('/', '--')}`
}

/** The model whose folder this is, or `undefined` where it is none. */
export function modelOfFolder(name: string): string | undefined {
  if (!name.startsWith('models--')) return undefined
  const id = name.slice('models--'.length).replace('--', '/')
  return isModelId(id) ? id : undefined
}

/** Content by its name: the digest that the source knows it by. Relative to the model's folder, as are those below. */
export function blobPath(name: string): string {
  return `blobs/${name}`
}

/** What an engine opens: symbolic links into `blobs/`. */
export function snapshotPath(revision: string): string {
  return `snapshots/${revision}`
}

/** A file that holds the revision a branch or tag meant when it was fetched. */
export function refPath(ref: string): string {
  return `refs/${ref}`
}

/** What a revision consists of, written when all of it is there and verified. */
export function manifestPath(revision: string): string {
  return `${workFolder}/${revision}.json`
}
