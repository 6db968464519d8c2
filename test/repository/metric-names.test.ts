import { readdirSync, readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { expect, it } from 'vitest'

const root = fileURLToPath(new URL('../../', import.meta.url))

function textsOf(folder: string, ending: RegExp): readonly string[] {
  return readdirSync(root + folder, { recursive: true, encoding: 'utf8' })
    .filter((name) => ending.test(name))
    .map((name) => readFileSync(`${root}${folder}/${name}`, 'utf8'))
}

it('every metric that alerts, dashboards or the README name is one that is registered', () => {
  const registered = new Set(
    textsOf('src/server/metrics', /\.ts$/).flatMap((text) =>
      [...text.matchAll(/name: '([a-z_]+)'/g)].map(([, name]) => name),
    ),
  )
  const written = [...textsOf('manifests', /\.(ya?ml|json)$/), readFileSync(`${root}README.md`, 'utf8')]
  const named = new Set(written.flatMap((text) => text.match(/\bfitgate_[a-z_]+/g) ?? []))
  const base = (name: string) => (registered.has(name) ? name : name.replace(/_(bucket|sum|count)$/, ''))
  expect(named.size).toBeGreaterThan(0)
  expect([...named].filter((name) => !registered.has(base(name)))).toEqual([])
})
