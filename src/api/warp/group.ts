/**
 * What the kinds of the warp group share.
 * @module
 */
export const group = 'gpu.warp.dev'

export const categories = ['warp', 'fitgate'] as const
