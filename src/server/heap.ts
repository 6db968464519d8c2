/**
 * How much of the heap is garbage waiting to be collected, in processes through which a whole cluster's objects pass. Flags of V8 that
 * hold from when they are set, however the process was started.
 * @module
 */
import { setFlagsFromString } from 'node:v8'

/**
 * Keeps V8 from enlarging its young generation. By default that grows to 32 MiB while a big list streams in, and every object
 * and every buffer of a socket in it stays until it is full: 350 MiB resident with 50,000 pods where 190 do, and no
 * faster (`test/bench/store.ts`).
 */
export function boundYoungGeneration(): void {
  setFlagsFromString('--semi-space-growth-factor=1')
}

/**
 * For controllers, into which whole clusters are read: collected when the heap has grown by two fifths. Where lists come in chunks,
 * whose text is garbage at once, 210 MiB resident with 50,000 pods where 300 were, and no slower (`test/bench/store.ts`).
 */
export function boundListHeap(): void {
  boundYoungGeneration()
  setFlagsFromString('--heap-growing-percent=40')
}

/**
 * For webhooks, whose garbage comes in a stream: the whole heap is collected when it has grown by a sixth, not by two or three times.
 * With the young generation bounded, 150 MiB resident under load where 390 were, and no slower (`test/bench/gate/memory.ts`).
 * (`--optimize-for-size` saves ten more, and doubles the time of every new decision.)
 *
 * And hot functions are compiled once, not by V8's middle compiler before: what its work leaves behind in the C heap is 15 MiB, for
 * some thousand reviews that are answered sooner.
 */
export function boundHeap(): void {
  boundYoungGeneration()
  setFlagsFromString('--heap-growing-percent=15')
  setFlagsFromString('--no-maglev')
}
