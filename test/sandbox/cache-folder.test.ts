import { expect, it } from 'vitest'
import { cacheFolder } from '../../src/sandbox/cache-folder.ts'

it.each([
  [{ FITGATE_CACHE_DIR: '/here', XDG_CACHE_HOME: '/xdg', HOME: '/home/a' }, '/here'],
  [{ XDG_CACHE_HOME: '/xdg', HOME: '/home/a' }, '/xdg/fitgate'],
  [{ XDG_CACHE_HOME: 'relative', HOME: '/home/a' }, '/home/a/.cache/fitgate'],
  [{ HOME: '/home/a' }, '/home/a/.cache/fitgate'],
])('%j keeps it in %s', (env, folder) => {
  expect(cacheFolder(env)).toBe(folder)
})
