import { readdirSync, readFileSync } from 'node:fs'
import { dirname, join, relative, resolve } from 'node:path'
import { fileURLToPath } from 'node:url'
import { describe, expect, it } from 'vitest'

const root = resolve(dirname(fileURLToPath(import.meta.url)), '..')

const core = ['vocabulary', 'catalog', 'engines', 'api', 'inventory', 'decide', 'render'] as const
const upTo = (room: (typeof core)[number]) => core.slice(0, core.indexOf(room) + 1)

/** Room → rooms it may import from (its own aside). The arrows of the design. */
const allowed: Readonly<Record<string, readonly string[]>> = {
  vocabulary: [],
  catalog: ['vocabulary'],
  engines: upTo('catalog'),
  api: upTo('engines'),
  inventory: upTo('api'),
  decide: upTo('inventory'),
  render: upTo('decide'),
  policies: upTo('decide'),
  kube: ['vocabulary'],
  fetch: ['vocabulary'],
  webhooks: [...core, 'policies'],
  controllers: [...core, 'policies', 'kube'],
  sandbox: ['vocabulary', 'catalog', 'kube'],
  server: [...core, 'policies', 'kube', 'webhooks', 'controllers', 'fetch'],
  cli: [...core, 'policies', 'kube', 'webhooks', 'controllers', 'fetch', 'server', 'sandbox'],
}

/** Packages a room may use, where that is restricted: the pure rooms do no I/O, and webhooks never load the Kubernetes client. */
const pure = [
  'vocabulary',
  'catalog',
  'engines',
  'api',
  'inventory',
  'decide',
  'render',
  'policies',
  'webhooks',
]
const pureMayUse = new Set(['zod', 'hono', 'croner', 'node:crypto', 'node:buffer'])

function sources(folder: string): string[] {
  return readdirSync(join(root, folder), { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() && /\.(ts|js)$/.test(entry.name))
    .map((entry) => join(entry.parentPath, entry.name))
}

function roomOf(file: string): string {
  const [top, second] = relative(root, file).split('/')
  return (top === 'src' ? second : top) ?? ''
}

function importsOf(file: string): string[] {
  const text = readFileSync(file, 'utf8')
  const found = text.matchAll(
    /(?:^|\n)\s*(?:import|export)\s(?:[^'"]*?\sfrom\s)?['"]([^'"]+)['"]|import\(\s*['"]([^'"]+)['"]/g,
  )
  return [...found].map((match) => match[1] ?? match[2] ?? '')
}

describe('imports follow the arrows of the design', () => {
  for (const file of [...sources('src'), ...sources('webhooks'), ...sources('policies')]) {
    const room = roomOf(file)
    it(relative(root, file), () => {
      const mayUse = allowed[room]
      expect(mayUse, `${room} is not a room of the design`).toBeDefined()
      const wrong = importsOf(file).filter((specifier) => {
        if (!specifier.startsWith('.')) {
          return pure.includes(room) && !pureMayUse.has(specifier)
        }
        const target = roomOf(resolve(dirname(file), specifier))
        return target !== room && !mayUse?.includes(target)
      })
      expect(wrong).toEqual([])
    })
  }
})
