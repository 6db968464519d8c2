import { cache, deployment, type Examples, endpoint } from './builders.ts'

const config = {
  serviceAccounts: ['serving'],
  secrets: ['hub-*'],
  images: ['rocm/vllm', 'registry.local:5000/team/*'],
}
const account = (name: string, create?: boolean) => ({
  security: { serviceAccount: { name, ...(create === undefined ? {} : { create }) } },
})

export const examples: Examples = {
  good: [
    {
      says: 'anything without lists',
      object: endpoint({ ...account('admin'), hubTokenSecret: { name: 'other' } }),
    },
    { says: 'an endpoint that names nothing', object: endpoint(), config },
    {
      says: 'what is listed',
      object: endpoint({
        ...account('serving'),
        hubTokenSecret: { name: 'hub-token' },
        image: { repository: 'registry.local:5000/team/vllm', tag: 'v1', pullSecrets: ['hub-pull'] },
      }),
      config,
    },
    { says: 'an account that is made for it', object: endpoint(account('chat', true)), config },
    { says: 'pods of the tenant, who may name what the API server lets them', object: deployment(), config },
    {
      says: 'a cache with a Secret of the list',
      object: cache({ modelId: 'a/b', hubTokenSecret: { name: 'hub-a' } }),
      config,
    },
  ],
  bad: [
    {
      says: 'an account with rights of its own',
      object: endpoint(account('admin')),
      config,
      at: ['spec.security.serviceAccount.name'],
    },
    {
      says: 'Secrets in every place',
      object: endpoint({
        hubTokenSecret: { name: 'other' },
        env: [
          { name: 'A', value: 'b' },
          { name: 'KEY', valueFrom: { secretKeyRef: { name: 'billing', key: 'k' } } },
        ],
        image: { repository: 'rocm/vllm', tag: 'v1', pullSecrets: ['hub-a', 'registry'] },
      }),
      config,
      at: [
        'spec.hubTokenSecret.name',
        'spec.env[1].valueFrom.secretKeyRef.name',
        'spec.image.pullSecrets[1]',
      ],
      words: 'Secret billing is not among those of namespace team-a (allowed: hub-*)',
    },
    {
      says: 'an image of somebody else',
      object: endpoint({ image: { repository: 'registry.local:5000/other/vllm', tag: 'v1' } }),
      config,
      at: ['spec.image'],
    },
    {
      says: 'a cache with Secrets of others',
      object: cache({
        hubTokenSecret: { name: 'other' },
        models: [{ id: 'a/b' }, { id: 'a/c', source: { url: 's3://models', credentialsSecret: 'billing' } }],
      }),
      config,
      at: ['spec.hubTokenSecret.name', 'spec.models[1].source.credentialsSecret'],
    },
  ],
}
