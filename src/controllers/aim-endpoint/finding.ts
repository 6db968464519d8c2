/**
 * A condition's content, before it is known when it began.
 * @module
 */
import type { WantedCondition } from '../../vocabulary/conditions.ts'

export type Finding = Pick<WantedCondition, 'status' | 'reason' | 'message'>
