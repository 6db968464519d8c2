/**
 * A condition's content, before it is known when it began.
 * @module
 */
import type { WantedCondition } from '../../vocabulary/conditions.ts'

export type Finding = Pick<WantedCondition, 'status' | 'reason' | 'message'>

export const finding = (status: Finding['status'], reason: string, message: string): Finding => ({
  status,
  reason,
  message,
})

export const no = (reason: string, message: string): Finding => finding('False', reason, message)
