/**
 * Command and arguments of the engine, only where the container has neither: both lists are atomic, and one half of a command line
 * means nothing without the other.
 * @module
 */
import { engineProgram, writeArguments } from '../../engines/write.ts'
import { defaultPort } from '../paths.ts'
import { type Concern, isAt } from './concern.ts'
import { leavesCommand } from './launch.ts'
import { servingPort } from './port.ts'

const isWords = (value: unknown) =>
  Array.isArray(value) && value.length <= 512 && value.every((word) => typeof word === 'string')

export const command: Concern = {
  scope: 'container',
  writes: (steps, value) => (isAt(steps, 'command') || isAt(steps, 'args')) && isWords(value),
  isOpen: leavesCommand,
  propose({ target, candidate, modelId, revision }) {
    const { engine, settings } = candidate
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
