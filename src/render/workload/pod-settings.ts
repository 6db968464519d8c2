/**
 * Settings of the pod as a whole that an engine needs.
 * @module
 */
import { terminationGraceSeconds } from '../pod-template.ts'
import { type Concern, isAt } from './concern.ts'

/** A Service named `vllm` would inject VLLM_PORT=tcp://…, which stops the engine's start. */
export const serviceLinks: Concern = {
  scope: 'pod',
  writes: (steps, value) => isAt(steps, 'enableServiceLinks') && value === false,
  isOpen: ({ pod }) => pod.enableServiceLinks === undefined,
  propose: () => [{ steps: ['enableServiceLinks'], value: false }],
}

/** Only kinds whose templates the API server does not fill with its own 30 s are open here. */
export const terminationGrace: Concern = {
  scope: 'pod',
  writes: (steps, value) =>
    isAt(steps, 'terminationGracePeriodSeconds') && Number.isInteger(value) && Number(value) > 0,
  isOpen: ({ pod, serves }) => serves && pod.terminationGracePeriodSeconds === undefined,
  propose: () => [{ steps: ['terminationGracePeriodSeconds'], value: terminationGraceSeconds }],
}
