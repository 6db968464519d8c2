import { expect, it } from 'vitest'
import { withStoreHosts } from '../../../src/vocabulary/model-files/store-hosts.ts'
import { matchesAny } from '../../../src/vocabulary/pattern.ts'

it.each([
  ['huggingface.co', ['huggingface.co', 'hf.co', 'cas-bridge.xethub.hf.co', 'cdn-lfs.huggingface.co']],
  [
    's3.amazonaws.com',
    [
      's3.amazonaws.com',
      'models.s3.amazonaws.com',
      's3.eu-west-1.amazonaws.com',
      'models.s3.eu-west-1.amazonaws.com',
      'models.s3.dualstack.eu-west-1.amazonaws.com',
      'sts.eu-west-1.amazonaws.com',
    ],
  ],
  ['s3.eu-west-1.amazonaws.com', ['s3.eu-west-1.amazonaws.com', 'my.models.s3.eu-west-1.amazonaws.com']],
  ['Storage.GoogleAPIs.com', ['storage.googleapis.com', 'oauth2.googleapis.com']],
])('%s means the hosts it serves from', (host, all) => {
  expect(all.filter((name) => !matchesAny(withStoreHosts([host]), name))).toEqual([])
})

it.each([
  ['huggingface.co', 'huggingface.co.evil.example'],
  ['s3.amazonaws.com', 'ec2-18-1-2-3.eu-west-1.compute.amazonaws.com'],
  ['s3.amazonaws.com', 'models-1.eu-west-1.elb.amazonaws.com'],
  ['s3.eu-west-1.amazonaws.com', 'models.s3.us-east-1.amazonaws.com'],
  ['*.s3.amazonaws.com', 's3.eu-west-1.amazonaws.com'],
  ['constructor', 'hf.co'],
])('%s does not mean %s', (host, name) => {
  expect(matchesAny(withStoreHosts([host]), name)).toBe(false)
})
