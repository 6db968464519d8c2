/**
 * What the fields of a GPUWorkload demand of each other.
 * @module
 */
import { oneSource } from '../fields/env.ts'
import { qualifiedKeys } from '../fields/names.ts'
import { tolerationRules } from '../fields/tolerations.ts'
import { type Rule, violatedIf } from '../rule.ts'
import { type GPUWorkloadSpec, runsOwnProgram } from './workload-spec.ts'

/** Fields that speak to the engine, and mean nothing to another program. */
const engineFields = ['precision', 'maxModelLen', 'engineArgs', 'batch'] as const

const ownProgramCel =
  '(has(self.command) || has(self.args) || (has(self.image) && !has(self.batch) && !has(self.engineArgs)))'

const forTheEngine: readonly Rule<GPUWorkloadSpec>[] = engineFields.map((field) => ({
  path: field,
  cel: `!has(self.${field}) || !${ownProgramCel}`,
  message: "is for the model's engine, but a program of your own is run (command, args or image)",
  fix: `remove ${field} and say it in args, or remove the program`,
  violations: (spec) => violatedIf(spec[field] !== undefined && runsOwnProgram(spec)),
}))

/** All rules over `spec`, in the order they are reported. */
export const gpuWorkloadRules: readonly Rule<GPUWorkloadSpec>[] = [
  ...forTheEngine,
  oneSource('env', ({ env }) => env),
  qualifiedKeys('nodeSelector', (spec: GPUWorkloadSpec) => spec.nodeSelector),
  ...tolerationRules('tolerations', (spec: GPUWorkloadSpec) => spec.tolerations),
]
