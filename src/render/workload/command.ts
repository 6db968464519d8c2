/**
 * Command and arguments of the engine, where the container has neither: both lists are atomic. Of arguments that stand alone only the
 * program is added, where no image brings it.
 * @module
 */
import { engineProgram, subcommandProgram, writeArguments } from '../../engines/write.ts'
import { defaultPort } from '../paths.ts'
import { type Concern, isAt } from './concern.ts'
import { leavesCommand, leavesProgram } from './launch.ts'
import { servingPort } from './port.ts'

const isWords = (value: unknown) =>
  Array.isArray(value) && value.length <= 512 && value.every((word) => typeof word === 'string')

export const command: Concern = {
  scope: 'container',
  writes: (steps, value) => (isAt(steps, 'command') || isAt(steps, 'args')) && isWords(value),
  isOpen: (target, steps) => leavesCommand(target) || (isAt(steps, 'command') && leavesProgram(target)),
  propose({ target, candidate, modelId, revision }) {
    const { engine, settings } = candidate
    if (leavesProgram(target)) {
      const { args } = target.container
      const names = Array.isArray(args) && args[0] === 'serve'
      return [{ steps: ['command'], value: names ? subcommandProgram(engine) : engineProgram(engine) }]
    }
    const words = writeArguments(engine, {
      modelId,
      ...(revision === undefined ? {} : { revision }),
      settings,
      port: servingPort(target, engine.backend) ?? defaultPort,
      host: '0.0.0.0',
    })
    return [
      { steps: ['command'], value: engineProgram(engine) },
      { steps: ['args'], value: words },
    ]
  },
}
