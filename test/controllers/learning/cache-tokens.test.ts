import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { cacheTokens } from '../../../src/controllers/learning/cache-tokens.ts'

const vllm = (labels: string) =>
  `# HELP vllm:cache_config_info Information of the LLMEngine CacheConfig\n# TYPE vllm:cache_config_info gauge\nvllm:cache_config_info{${labels}} 1.0\n`
const older =
  'block_size="16",cache_dtype="auto",cpu_offload_gb="0",enable_prefix_caching="True",engine="0",gpu_memory_utilization="0.9",num_gpu_blocks="36424",num_gpu_blocks_override="None",swap_space="4"'

describe('the tokens of an engine’s cache', () => {
  it('are blocks times their size where vLLM names only those', () => {
    expect(cacheTokens('vllm', vllm(older))).toBe(36_424 * 16)
  })

  it('are what vLLM says where it says so, and the least of all ranks', () => {
    const newer = vllm(`${older},kv_cache_max_concurrency="8.09",kv_cache_size_tokens="154496"`)
    expect(cacheTokens('vllm', newer)).toBe(154_496)
    const second = vllm(older.replace('engine="0"', 'engine="1"').replace('36424', '100'))
    expect(cacheTokens('vllm', newer + second)).toBe(1600)
  })

  it('are SGLang’s own number', () => {
    const metrics = 'sglang:max_total_num_tokens{engine_type="unified",model_name="m",tp_rank="0"} 367404.0\n'
    expect(cacheTokens('sglang', metrics)).toBe(367_404)
    expect(
      cacheTokens('sglang', `${metrics}sglang:max_total_num_tokens{tp_rank="1"} 3.6e+05 1700000000\n`),
    ).toBe(360_000)
    expect(cacheTokens('vllm', metrics)).toBeUndefined()
  })

  it.each([
    ['nothing', ''],
    ['a cache that is not sized yet', vllm('block_size="16",num_gpu_blocks="None"')],
    ['blocks below none', vllm('block_size="16",num_gpu_blocks="-1"')],
    [
      'another metric with the same beginning',
      'vllm:cache_config_info_total{num_gpu_blocks="1",block_size="16"} 1',
    ],
    ['a label that only ends alike', vllm('my_num_gpu_blocks="1",my_block_size="16"')],
  ])('are unknown from %s', (_what, metrics) => {
    expect(cacheTokens('vllm', metrics)).toBeUndefined()
  })

  it('are a whole number above 0 or unknown, whatever is answered', () => {
    const parts = fc.constantFrom(
      'vllm:cache_config_info',
      'sglang:max_total_num_tokens',
      '{',
      '"',
      '}',
      '=',
      ' ',
      '\n',
      'block_size',
      'num_gpu_blocks',
      '1',
      '1e9',
      'NaN',
      '+Inf',
    )
    fc.assert(
      fc.property(fc.array(parts, { maxLength: 60 }), fc.constantFrom('vllm', 'sglang'), (text, backend) => {
        const tokens = cacheTokens(backend, text.join('')) ?? 1
        expect(Number.isSafeInteger(tokens) && tokens > 0).toBe(true)
      }),
    )
  })
})
