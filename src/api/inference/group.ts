/**
 * What the kinds of the inference group share.
 * @module
 */
export const group = 'inference.ai'

export const categories = ['inference', 'fitgate'] as const
