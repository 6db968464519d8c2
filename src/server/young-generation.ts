/**
 * How much of the heap is garbage waiting to be collected, in a process through which a whole cluster's objects pass.
 * @module
 */
import { setFlagsFromString } from 'node:v8'

/**
 * Keeps V8 from enlarging its young generation. By default that grows to 32 MiB while a big list streams in, and every object
 * and every buffer of a socket in it stays until it is full: 350 MiB resident with 50,000 pods where 190 do, and no
 * faster (`test/bench/store.ts`). For controllers, which wait for the API server; not for webhooks, which are asked for speed.
 */
export function boundYoungGeneration(): void {
  setFlagsFromString('--semi-space-growth-factor=1')
}
