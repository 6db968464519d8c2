/**
 * Snapshots that lie somewhere as they were written: in a setting, a file, a key-value store or a bucket. A signature lies beside
 * them, in a second object with `.sig` behind its name.
 * @module
 */
import type { SnapshotSource } from './source.ts'

/** A setting or binding that is the document itself: text, bytes, or JSON that the platform has parsed. */
export function textSource(value: string | ArrayBuffer | object, signature?: string): SnapshotSource {
  const text = textOf(value)
  return { what: 'a setting', constant: true, read: async () => ({ text, signature, live: false }) }
}

function textOf(value: string | ArrayBuffer | object): string {
  if (typeof value === 'string') return value
  return value instanceof ArrayBuffer ? new TextDecoder().decode(value) : JSON.stringify(value)
}

/**
 * @param readText reads one object by name; `undefined` when it is not there
 * @param signed whether to look for a signature at all
 */
export function storedSource(
  name: string,
  readText: (name: string) => Promise<string | undefined>,
  signed: boolean,
): SnapshotSource {
  return {
    what: name,
    async read() {
      const [text, signature] = await Promise.all([
        readText(name),
        signed ? readText(`${name}.sig`) : undefined,
      ])
      if (text === undefined) throw new Error(`there is no ${name}`)
      return { text, signature: signature?.trim(), live: false }
    },
  }
}

/** What a Worker is bound to as a KV namespace (gives text) or an R2 bucket (gives objects with a body). */
export interface Bucket {
  get(key: string): Promise<string | { text(): Promise<string> } | null>
}

/** The object `snapshot.json` of a bucket. */
export function bucketSource(bucket: Bucket, signed: boolean): SnapshotSource {
  const readText = async (key: string) => {
    const found = await bucket.get(key)
    return typeof found === 'string' ? found : await found?.text()
  }
  return storedSource('snapshot.json', readText, signed)
}
