import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { resources } from '../../src/kube/resources.ts'
import type { KubeClient } from '../../src/kube/types.ts'
import { attachSandbox } from '../../src/sandbox/attach.ts'
import { refuseForeignDefinitions } from '../../src/sandbox/fitgate/foreign-definitions.ts'
import { controlPlane } from './control-plane.ts'

/** A definition of somebody's widgets. */
const definition = (plural: string, labels?: Readonly<Record<string, string>>) => ({
  apiVersion: 'apiextensions.k8s.io/v1',
  kind: 'CustomResourceDefinition',
  metadata: { name: `${plural}.widgets.example`, ...(labels && { labels }) },
  spec: {
    group: 'widgets.example',
    names: { kind: `Kind${plural}`, plural },
    scope: 'Namespaced',
    versions: [{ name: 'v1', served: true, storage: true, schema: { openAPIV3Schema: { type: 'object' } } }],
  },
})

describe('definitions that are in the cluster already', () => {
  const ours = definition('ours', { 'app.kubernetes.io/part-of': 'fitgate' })
  const foreign = definition('foreign')
  let client: KubeClient

  beforeAll(async () => {
    client = (await attachSandbox(controlPlane.stateDir)).client()
    await client.apply(resources.customResourceDefinition, ours)
    await client.apply(resources.customResourceDefinition, foreign)
  })
  afterAll(async () => {
    for (const { metadata } of [ours, foreign])
      await client.delete(resources.customResourceDefinition, metadata)
    client.close()
  })

  it('are updated when fitgate installed them', async () => {
    await refuseForeignDefinitions(client, [ours, definition('absent')])
  })

  it('are left alone when somebody else did, and the way out is told', async () => {
    await expect(refuseForeignDefinitions(client, [ours, foreign])).rejects.toMatchObject({
      reason: 'ForeignObject',
      message: expect.stringMatching(
        /^[^\n]+\n {2}foreign\.widgets\.example\nKeep them: [\s\S]*Or replace them: [\s\S]*kubectl delete crd foreign\.widgets\.example$/,
      ),
    })
  })
})
