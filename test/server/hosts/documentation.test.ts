import { readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { parseDocument } from 'yaml'
import { settings } from '../../../src/server/hosts/settings.ts'
import { webhookPaths } from '../../../webhooks/app.ts'

const shipped = (name: string) =>
  readFileSync(new URL(`../../../manifests/serverless/${name}`, import.meta.url), 'utf8')

const known = new Set<string>(settings.map(({ name }) => name))

describe('what is shipped for other hosts', () => {
  it('documents every setting as the code has it', () => {
    const rows = shipped('README.md').match(/^\| `FITGATE_.*$/gm)
    expect(rows).toEqual(
      settings.map(({ name, otherwise, meaning }) => `| \`${name}\` | ${otherwise} | ${meaning} |`),
    )
  })

  it('sets nothing that no host reads', () => {
    for (const name of ['README.md', 'knative.yaml', 'lambda.yaml', 'wrangler.toml', 'workerd.capnp'])
      expect((shipped(name).match(/FITGATE_\w+/g) ?? []).filter((word) => !known.has(word))).toEqual([])
  })

  it('is YAML that reads, and asks paths that answer', () => {
    for (const name of ['knative.yaml', 'lambda.yaml']) {
      const { errors } = parseDocument(shipped(name), {
        customTags: [{ tag: '!Ref' }, { tag: '!GetAtt' }].map(({ tag }) => ({
          tag,
          resolve: (text: string) => text,
        })),
      })
      expect(errors).toEqual([])
    }
    const [, path = ''] = /SECRET_PATH(\/\S+)/.exec(shipped('README.md')) ?? []
    expect(webhookPaths).toContain(path)
  })
})
