/**
 * `npm run bundle`: one file for each host into `dist/`, so that a function platform takes it as it is, and `dist/cli/`: the whole
 * program as a few files, which starts in half the time of its sources. `node dist/cli/main.mjs serve …` is for container images.
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

/** As deep as `src/cli`, and flat, so that paths to files of the repository stay right. */
const program: RolldownOptions = {
  input: 'src/cli/main.ts',
  platform: 'node',
  external: /^node:/,
  output: {
    dir: 'dist/cli',
    // chunks of another build would stay for ever
    cleanDir: true,
    format: 'esm',
    minify: true,
    entryFileNames: 'main.mjs',
    chunkFileNames: '[name]-[hash].mjs',
  },
}

export default defineConfig([
  ...Object.entries(hosts).map(([name, platform]) => bundle(name, platform)),
  program,
])
