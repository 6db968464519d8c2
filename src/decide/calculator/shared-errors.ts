/**
 * What is wrong with flags that count for many questions, told once instead of once a question.
 * @module
 */
import type { FieldError } from '../../vocabulary/field-error.ts'
import { readDevice } from './device-words.ts'
import type { Question } from './question.ts'
import { readEngine, readSettings } from './read-settings.ts'

/** Errors of `shared` that no question's own flags, those of `own`, could mend. */
export function sharedErrors(shared: Question, own: ReadonlySet<keyof Question>): readonly FieldError[] {
  const { accelerator, gpuMemoryGiB, engine } = shared
  const isOwnDevice = own.has('accelerator') || own.has('gpuMemoryGiB')
  const device = accelerator === undefined || isOwnDevice ? undefined : readDevice(accelerator, gpuMemoryGiB)
  const read = own.has('engine') ? undefined : readEngine(engine)
  return [
    ...(device !== undefined && 'error' in device ? [{ path: device.flag, message: device.error }] : []),
    ...(read === undefined ? [] : 'error' in read ? [read.error] : readSettings(shared, read.engine).errors),
  ]
}
