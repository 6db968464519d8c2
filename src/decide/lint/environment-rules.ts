/**
 * Variables of a row: names the engine does not know, names given twice, and those that choose devices.
 * @module
 */
import { environmentProblem } from '../../engines/environment.ts'
import { type Fault, fault } from './finding.ts'
import type { Subject } from './subject.ts'

/** The device plugin hands out devices; a list of indexes beside it hides some of them or names others. */
const deviceVariables = ['HIP_VISIBLE_DEVICES', 'ROCR_VISIBLE_DEVICES', 'CUDA_VISIBLE_DEVICES']

export function environmentFaults({ engine, rows }: Subject): Fault[] {
  return rows.flatMap(({ path, configuration }) => {
    const seen = new Set<string>()
    return (configuration.env ?? []).flatMap(({ name }, index) => {
      const where = `${path}.env[${index}].name`
      const unknown = environmentProblem(engine, name)
      const found = [
        ...(unknown === undefined ? [] : [fault('UnknownVariable', where, unknown.message, unknown.fix)]),
        ...(seen.has(name)
          ? [fault('RepeatedVariable', where, `"${name}" is given twice, the last one counts`)]
          : []),
        ...(deviceVariables.includes(name)
          ? [
              fault(
                'DeviceVariable',
                where,
                `"${name}" contradicts the devices that the plugin hands out`,
                'leave it out',
              ),
            ]
          : []),
      ]
      seen.add(name)
      return found
    })
  })
}
