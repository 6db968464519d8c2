/**
 * Memory of shapes that were here: pools that scale to zero and come back are not forgotten at once.
 * @module
 */
import { type HardwareShape, shapeKey } from './hardware.ts'

/** Hours for which a shape counts as known after its last node left. */
export const defaultKeepHours = 24

/** Equal for the same kind of device and node, whatever its origin. */
function kindOf(shape: HardwareShape): string {
  return shapeKey({ ...shape, origin: 'lastSeen' })
}

function isKept(shape: HardwareShape, now: Date, keepHours: number): boolean {
  return now.getTime() - Date.parse(shape.lastSeen ?? '') <= keepHours * 3_600_000
}

/** The memory after a look at what is here: what is here is as of now, what is too old is dropped. */
export function remember(
  memory: readonly HardwareShape[],
  observed: readonly HardwareShape[],
  now: Date,
  keepHours = defaultKeepHours,
): HardwareShape[] {
  // what is asked about holds what was remembered too: only nodes that are here renew a memory or end it
  const here = observed.filter(({ origin }) => origin === 'observed')
  const seen: HardwareShape[] = here.map((shape) => ({
    ...shape,
    origin: 'lastSeen',
    nodes: 0,
    freeNodes: shape.freeNodes.map(() => 0),
    used: 0,
    holders: 0,
    lastSeen: now.toISOString(),
  }))
  return [...seen, ...missingShapes(memory, here, now, keepHours)]
}

/** Shapes of the memory that are not here and not too old. */
export function missingShapes(
  memory: readonly HardwareShape[],
  observed: readonly HardwareShape[],
  now: Date,
  keepHours = defaultKeepHours,
): HardwareShape[] {
  const here = new Set(observed.map(kindOf))
  return memory.filter((shape) => !here.has(kindOf(shape)) && isKept(shape, now, keepHours))
}
