/**
 * The start-up budget, where rendering looks for it; policies hold probes against it too (`decide/start-up.ts`).
 * @module
 */
export { checkpointBytes, type Medium, mediumOf, startUpBudgetSeconds } from '../decide/start-up.ts'
