/**
 * The same cluster with every GPU free. What a status says of a plan is worked out on it, so that it does not move with others' pods:
 * which plans are possible follows from the hardware, only which is best right now follows from what is free.
 * @module
 */
import type { DecisionContext } from '../decide/context.ts'
import type { HardwareShape } from '../inventory/hardware.ts'

const idle = (shape: HardwareShape): HardwareShape => ({
  ...shape,
  freeNodes: shape.freeNodes.map((_, free) => (free === shape.gpusPerNode ? shape.nodes : 0)),
  used: 0,
  holders: 0,
})

export function onIdleHardware(context: DecisionContext): DecisionContext {
  const { hardware } = context
  if (hardware === undefined) return context
  return { ...context, hardware: { ...hardware, shapes: hardware.shapes.map(idle) } }
}
