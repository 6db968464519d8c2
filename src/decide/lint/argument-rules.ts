/**
 * Arguments against the list of the engine's version: names, values, quantisations, what is deprecated.
 * @module
 */
import { choiceProblem } from '../../engines/choices.ts'
import { deprecation } from '../../engines/deprecated.ts'
import { namedSettings } from '../../engines/named-settings.ts'
import type { ArgumentProblem, ArgumentProblemCode } from '../../engines/read.ts'
import type { Engine } from '../../engines/settings.ts'
import { argumentAt } from './argument-at.ts'
import { type Fault, fault } from './finding.ts'
import type { Row, Subject } from './subject.ts'

const codes = {
  unknown: 'UnknownArgument',
  value: 'InvalidValue',
  stray: 'StrayValue',
  foreign: 'ForeignArgument',
  abbreviated: 'AbbreviatedArgument',
  dropped: 'RemovedArgument',
  dtype: 'UnsupportedDtype',
  dtypeSpelling: 'DtypeSpelling',
  json: 'NotJSON',
  repeated: 'RepeatedArgument',
  managed: 'ManagedArgument',
} as const satisfies Record<ArgumentProblemCode, string>

export function argumentFaults({ engine, rows }: Subject): Fault[] {
  return rows.flatMap((row) => [
    ...row.read.errors.map((problem) => toFault(problem)),
    // a list that was not read cannot convict
    ...row.read.warnings.map((problem) => toFault(problem, problem.code === 'unknown')),
    ...quantizationFaults(engine, row),
    ...deprecationFaults(engine, row),
  ])
}

function toFault({ code, path, message, fix }: ArgumentProblem, unsure = false): Fault {
  const found = fault(codes[code], path, message, fix)
  return unsure ? { ...found, severity: 'warning' } : found
}

function quantizationFaults(engine: Engine, { path, configuration, read }: Row): Fault[] {
  const method = read.settings.quantization
  const wrong = method === undefined ? undefined : choiceProblem(engine, 'quantization', method)
  if (wrong === undefined) return []
  const where = argumentAt(engine, configuration.args ?? [], 'quantization', path)
  return [fault('UnsupportedQuantization', where, `${wrong.message} on ROCm`, wrong.fix)]
}

function deprecationFaults(engine: Engine, { path, configuration, read }: Row): Fault[] {
  const named = namedSettings[engine.backend].filter(({ key }) => read.settings[key] !== undefined)
  const names = [...named.map(({ name }) => name), ...Object.keys(read.settings.other)]
  return names.flatMap((name) => {
    const found = deprecation(engine, name)
    if (found === undefined) return []
    const where = argumentAt(engine, configuration.args ?? [], name, path)
    return [fault('DeprecatedArgument', where, found.message, found.fix)]
  })
}
