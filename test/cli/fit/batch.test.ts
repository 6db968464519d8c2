import { parse } from 'csv-parse/sync'
import { describe, expect, it } from 'vitest'
import { run } from '../run.ts'
import { temporaryFiles } from '../temporary-files.ts'

const file = temporaryFiles()
let files = 0
const csv = (text: string) => file(`${files++}.csv`, text)
const batch = (text: string, ...args: readonly string[]) => run('fit', '--batch', csv(text), ...args)

/** The rows of `-o csv`, by column. */
async function rows(text: string, ...args: readonly string[]): Promise<Record<string, string>[]> {
  return parse((await batch(text, ...args, '-o', 'csv')).out, { columns: true })
}

describe('fitgate fit --batch', () => {
  it('answers every line, in the words of flags or of logs', async () => {
    const flags = await rows('--model,accelerator,tensor-parallel-size\nQwen/Qwen3-32B,MI300X,2\n')
    const logs = await rows('model,gpu,tp\nQwen/Qwen3-32B,MI300X,2\n')
    expect(logs.map(({ gpu, tp, ...rest }) => rest)).toEqual(
      flags.map(({ accelerator, 'tensor-parallel-size': _, '--model': model, ...rest }) => ({
        model,
        ...rest,
      })),
    )
    expect(logs[0]).toMatchObject({ verdict: 'Fits', certainty: '', reason: '', error: '' })
    expect(Number(logs[0]?.weights_gib_per_gpu)).toBeCloseTo(30.58, 1)
  })

  it('computes a row as the same flags alone would be', async () => {
    const header = 'model,gpu,tp,kv_dtype,max_model_len,gpu_memory_utilization,engine'
    const line = 'Qwen/Qwen3-32B,MI300X,2,fp8,16384,0.8,vllm@0.11.0'
    const flags = header.split(',').flatMap((name, i) => {
      const flag =
        { gpu: 'accelerator', tp: 'tensor-parallel-size', kv_dtype: 'kv-cache-dtype' }[name] ?? name
      return [`--${flag.replaceAll('_', '-')}`, line.split(',')[i] ?? '']
    })
    const [inBatch] = JSON.parse((await batch(`${header}\n${line}\n`, '-o', 'json')).out)
    const alone = JSON.parse((await run('fit', ...flags, '-o', 'json')).out)
    expect(inBatch).toEqual({ row: 1, ...alone })
  })

  it('marks a row that cannot be read and computes the others', async () => {
    const text =
      'id,model,gpu,tp\na,Qwen/Qwen3-32B,MI300X,two\nb,Qwen/Qwen3-8B,MI300X,1\nc,Qwen/Qwen3-8B,MI300Y,1\n'
    const { code, out, err } = await batch(text, '-o', 'csv')
    const all: Record<string, string>[] = parse(out, { columns: true })
    expect(code).toBe(2)
    expect(all.map(({ id, verdict }) => [id, verdict])).toEqual([
      ['a', ''],
      ['b', 'Fits'],
      ['c', ''],
    ])
    expect(all[0]?.error).toBe('--tensor-parallel-size: "two" is not a whole number from 1')
    expect(all[2]?.error).toContain('did you mean MI300X?')
    expect(err).toMatch(/^row 1: .*\nrow 3: .*\n$/)
    const json = JSON.parse((await batch(text, '-o', 'json')).out)
    expect(
      json.map(({ row, verdict, error }: Record<string, unknown>) => [row, verdict ?? typeof error]),
    ).toEqual([
      [1, 'string'],
      [2, 'Fits'],
      [3, 'string'],
    ])
  })

  it('takes blank cells as not given, and other flags for every row', async () => {
    const text = 'model,gpu,max_model_len,tp\nQwen/Qwen3-32B,,,\nQwen/Qwen3-32B,MI355X,NaN,2.0\n'
    const [first, second] = await rows(text, '--accelerator', 'MI300X', '--max-model-len', '8192')
    const alone = JSON.parse(
      (
        await run(
          'fit',
          '--model',
          'Qwen/Qwen3-32B',
          '--accelerator',
          'MI300X',
          '--max-model-len',
          '8192',
          '-o',
          'json',
        )
      ).out,
    )
    expect(first?.kv_cache_tokens).toBe(String(alone.kvCacheTokens))
    expect(Number(second?.kv_cache_gib_per_gpu)).toBeGreaterThan(200)
  })

  it('carries every other column through, and tells a log’s figures from its own', async () => {
    const [row] = await rows('source,model,gpu,kv_cache_tokens\n"a, ""b""",Qwen/Qwen3-32B,MI300X,1000\n')
    expect(row).toMatchObject({ source: 'a, "b"', given_kv_cache_tokens: '1000' })
    expect(Number(row?.kv_cache_tokens)).toBeGreaterThan(100_000)
    const { out } = await batch('source,model,gpu\nhere,Qwen/Qwen3-32B,MI300X\n', '-o', 'json')
    expect(JSON.parse(out)[0].given).toEqual({ source: 'here' })
  })

  it('gives the weights alone where nobody wrote the GPU down', async () => {
    const [unsaid, blank] = await rows('model,gpu\nQwen/Qwen3-32B,unspecified\nQwen/Qwen3-32B,\n')
    expect(unsaid).toMatchObject({
      verdict: 'Unknown',
      kv_cache_tokens: '',
      reason: expect.stringContaining('which GPU'),
    })
    expect(Number(unsaid?.weights_gib_per_gpu)).toBeCloseTo(61.03, 1)
    expect(blank).toEqual({ ...unsaid, gpu: '' })
  })

  it('reads what spreadsheets write: a byte order mark, CRLF, quotes, comments, short and blank lines', async () => {
    const text =
      '\uFEFF"model",gpu,source\r\n# collected in May\r\n"Qwen/Qwen3-8B",MI300X\r\n\r\n,,\r\nQwen/Qwen3-8B , MI300X,"x\r\ny"\r\n'
    const all = await rows(text)
    expect(all.map(({ model, verdict, source }) => [model, verdict, source])).toEqual([
      ['Qwen/Qwen3-8B', 'Fits', ''],
      ['Qwen/Qwen3-8B', 'Fits', 'x\r\ny'],
    ])
  })

  it('shows a table and counts the verdicts', async () => {
    const { code, out } = await batch(
      'model,gpu\nQwen/Qwen3-8B,MI300X\nQwen/Qwen3-235B-A22B,MI300X\nacme/x,MI300X\n',
    )
    expect(code).toBe(0)
    expect(out).toContain('3 rows: 1 Fits, 1 DoesNotFit, 1 Unknown')
    expect(out.split('\n').filter((line) => line.length > 100)).toEqual([])
    expect((await batch('model,gpu\n', '-o', 'json')).out).toBe('[]\n')
  })

  it('refuses a file that makes no question, and says what it has', async () => {
    const refusals = async (text: string, ...args: readonly string[]) => {
      const { code, err, out } = await batch(text, ...args)
      expect([code, out]).toEqual([2, ''])
      return err
    }
    expect(await refusals('')).toContain('there is no header in it')
    expect(await refusals('model;gpu\nx;y\n')).toContain('separated by semicolons')
    const noModel = await refusals('modle,gpu\nx,y\n')
    expect(noModel).toContain('no column is called "model" (there are: "modle", "gpu")')
    expect(noModel).toContain('did you mean "model"?')
    expect(await refusals('model,tp,tensor_parallel_size\nx,1,2\n')).toContain(
      'columns "tp" and "tensor_parallel_size" both mean --tensor-parallel-size',
    )
    expect(await refusals('model,gpu\nx,MI300X\n', '--engine', 'vlm')).toContain('unknown engine "vlm"')
    const absent = await run('fit', '--batch', '/nowhere.csv')
    expect([absent.code, absent.err]).toEqual([
      2,
      expect.stringContaining('/nowhere.csv: there is no such file'),
    ])
    expect((await run('fit', '--batch', '/')).err).toContain('is a folder')
  })

  it('warns of a column that is nearly a flag, and of lines out of shape', async () => {
    const near = await batch('model,gpu,max_modle_len\nQwen/Qwen3-8B,MI300X,1\n')
    expect([near.code, near.err]).toEqual([0, expect.stringContaining('did you mean "max-model-len"?')])
    const wide = await batch('model,gpu\nQwen/Qwen3-8B,MI300X,a, b\n')
    expect([wide.code, wide.err]).toEqual([2, expect.stringContaining('4 cells under 2 columns')])
    const open = await batch('model,gpu\nQwen/Qwen3-8B,MI300X\n"Qwen/Qwen3-8B,MI300X\n', '-o', 'json')
    expect([open.code, JSON.parse(open.out).length]).toEqual([2, 2])
  })
})
