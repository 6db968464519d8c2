/**
 * The reasons of a decision that no other line says.
 * @module
 */
import type { Reason } from '../../vocabulary/reasons.ts'
import type { Decision } from '../decision.ts'

/** That the chosen nodes are not here is told where a plan runs. */
export function unsaid({ verdict, chosen, reasons }: Decision): readonly Reason[] {
  if (verdict === 'DoesNotFit' || chosen?.capacity.nodes !== 0) return reasons
  return reasons.filter(({ code }) => code !== 'AcceleratorAbsent')
}
