/**
 * Colour on a terminal, plain text elsewhere (https://no-color.org).
 * @module
 */
import { type Paint, plain } from '../decide/explain/plan.ts'
import type { Io } from './command.ts'

const code = (open: number, close: number) => (text: string) => `\u001b[${open}m${text}\u001b[${close}m`

const coloured: Paint = {
  good: code(32, 39),
  warn: code(33, 39),
  bad: code(31, 39),
  bold: code(1, 22),
  dim: code(2, 22),
}

export function paintFor(io: Io): Paint {
  return io.stdout.isTTY === true && !io.env.NO_COLOR && io.env.TERM !== 'dumb' ? coloured : plain
}
