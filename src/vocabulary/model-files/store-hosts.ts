/**
 * Hosts that belong together: whoever allows a store by the name it is known by, allows those that it serves from.
 * @module
 */

/** Sources: the hub's list for firewalls; the stores' endpoint tables. Amazon's machines have names below amazonaws.com as well. */
const companions: Readonly<Record<string, readonly string[]>> = {
  'huggingface.co': ['*.huggingface.co', 'hf.co', '*.hf.co'],
  's3.amazonaws.com': [
    '*.s3.amazonaws.com',
    's3.*.amazonaws.com',
    '*.s3.*.amazonaws.com',
    'sts.amazonaws.com',
    'sts.*.amazonaws.com',
  ],
  'storage.googleapis.com': ['*.googleapis.com'],
}

/** A region of S3, which serves each bucket under a name of its own. */
const region = /^s3\.[a-z0-9-]+\.amazonaws\.com$/

/** Patterns of hosts, with those of the stores among them. */
export function withStoreHosts(hosts: readonly string[]): readonly string[] {
  return hosts.flatMap((written) => {
    const host = written.toLowerCase()
    const others = Object.hasOwn(companions, host) ? companions[host] : undefined
    return [written, ...(others ?? []), ...(region.test(host) ? [`*.${host}`] : [])]
  })
}
