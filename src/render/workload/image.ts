/**
 * The image of the plan's engine, where the container names none.
 * @module
 */
import { type Concern, isAt } from './concern.ts'

export const image: Concern = {
  scope: 'container',
  writes: (steps, value) => isAt(steps, 'image') && typeof value === 'string' && /^[^\s]{1,512}$/.test(value),
  // the API server writes an empty text where there is none
  isOpen: ({ container }) => (container.image ?? '') === '',
  propose: ({ candidate }) => [{ steps: ['image'], value: candidate.image }],
}
