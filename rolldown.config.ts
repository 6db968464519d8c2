/**
 * `npm run bundle`: one file for each host into `dist/`, so that a function platform takes it as it is and starts fast.
 * @module
 */
import { defineConfig, type RolldownOptions } from 'rolldown'

/** Entry → what it is called in `dist/`. */
const hosts = { worker: 'browser', lambda: 'node', deno: 'node', http: 'node' } as const

const bundle = (name: string, platform: 'browser' | 'node'): RolldownOptions => ({
  input: `src/server/hosts/${name}.ts`,
  platform,
  // workerd and Deno have these too
  external: /^node:/,
  output: { file: `dist/${name}.mjs`, format: 'esm', minify: true, codeSplitting: false },
})

export default defineConfig(Object.entries(hosts).map(([name, platform]) => bundle(name, platform)))
