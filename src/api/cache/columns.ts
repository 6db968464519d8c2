/**
 * Columns of `kubectl get` that both kinds of cache have.
 * @module
 */
import type { PrinterColumn } from '../kind.ts'

/** @param first what the cache holds, in the words of its kind */
export function cacheColumns(first: PrinterColumn): readonly PrinterColumn[] {
  return [
    first,
    { name: 'Size', type: 'string', jsonPath: '.status.storage.totalSize' },
    { name: 'Used', type: 'string', jsonPath: '.status.storage.usedSize' },
    { name: 'Phase', type: 'string', jsonPath: '.status.phase' },
    { name: 'Progress', type: 'string', jsonPath: '.status.downloadProgress' },
    { name: 'Age', type: 'date', jsonPath: '.metadata.creationTimestamp' },
    { name: 'Copies', type: 'string', jsonPath: '.status.usage.copies', priority: 1 },
    { name: 'Claim', type: 'string', jsonPath: '.status.storage.pvcName', priority: 1 },
    { name: 'Free', type: 'string', jsonPath: '.status.storage.availableSize', priority: 1 },
    { name: 'Next cleanup', type: 'string', jsonPath: '.status.usage.nextCleanup', priority: 1 },
    {
      name: 'Message',
      type: 'string',
      jsonPath: '.status.conditions[?(@.type=="Ready")].message',
      priority: 1,
    },
  ]
}
