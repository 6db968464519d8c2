#!/usr/local/bin/node
/**
 * Stands in for vLLM and SGLang: takes their command lines, looks at its devices and model files as they would, answers nobody until it has
 * "loaded", then speaks the OpenAI API and shows the engine's metrics. `STANDIN_FAILURE` names a way to fail instead of starting,
 * `STANDIN_LOAD_SECONDS` how long it loads (default 1).
 */
import { createServer, type ServerResponse } from 'node:http'
import { hostname } from 'node:os'
import process from 'node:process'
import { setTimeout as sleep } from 'node:timers/promises'
import { complaints, type Invocation, readInvocation } from './expectations.ts'
import { failures, isFailure } from './failures.ts'

function end(text: string, exitCode: number): never {
  if (text !== '') process.stderr.write(`${text}\n`)
  process.exit(exitCode)
}

function invocation(): Invocation {
  try {
    return readInvocation(process.argv[1] ?? '', process.argv.slice(2))
  } catch (error) {
    return end((error as Error).message, 2)
  }
}

const { model, backend, port, devices } = invocation()
const wrong = complaints({ model, backend, port, devices }, process.env)
if (wrong.length > 0) end(wrong.join('\n'), 1)
console.log(`loading ${model} on ${devices} devices`)
const failure = process.env.STANDIN_FAILURE ?? ''
await sleep(Number(process.env.STANDIN_LOAD_SECONDS ?? 1) * 1000)
if (isFailure(failure)) end(failures[failure].text, failures[failure].exitCode)

let answered = 0
const metrics = () =>
  backend === 'vllm'
    ? [
        `vllm:num_requests_running{engine="0",model_name="${model}"} 0.0`,
        `vllm:num_requests_waiting{engine="0",model_name="${model}"} 0.0`,
        `vllm:kv_cache_usage_perc{engine="0",model_name="${model}"} 0.0`,
        `vllm:cache_config_info{block_size="16",num_gpu_blocks="26261"} 1.0`,
        `vllm:request_success_total{finished_reason="stop",model_name="${model}"} ${answered}`,
      ]
    : [
        `sglang:num_running_reqs{model_name="${model}"} 0.0`,
        `sglang:num_queue_reqs{model_name="${model}"} 0.0`,
        `sglang:token_usage{model_name="${model}"} 0.0`,
        `sglang:max_total_num_tokens{model_name="${model}"} 420176.0`,
      ]

function json(response: ServerResponse, body: unknown): void {
  response.setHeader('content-type', 'application/json').end(`${JSON.stringify(body)}\n`)
}

const server = createServer((request, response) => {
  const path = new URL(request.url ?? '/', 'http://engine').pathname
  if (path === '/health' || path === '/health_generate') return response.end()
  if (path === '/metrics') return response.end(`${metrics().join('\n')}\n`)
  if (path === '/v1/models') return json(response, { object: 'list', data: [{ id: model, object: 'model' }] })
  if (path !== '/v1/chat/completions') return response.writeHead(404).end()
  answered += 1
  const message = { role: 'assistant', content: `from ${hostname()}` }
  return json(response, {
    object: 'chat.completion',
    model,
    choices: [{ index: 0, message, finish_reason: 'stop' }],
  })
})
server.listen(port, '0.0.0.0', () => console.log(`listening on ${port}`))
process.on('SIGTERM', () => server.close(() => process.exit(0)))
