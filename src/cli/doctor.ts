/**
 * `fitgate doctor`: what is wrong with an installation, and the fix.
 * @module
 */
import { parseArgs } from 'node:util'
import { wrap } from '../decide/explain/words.ts'
import { withCluster } from './cluster/connect.ts'
import { type Command, type Io, UsageError } from './command.ts'
import { examine, type Finding } from './doctor/all.ts'
import { statuses } from './doctor/check.ts'
import { readInstalled } from './doctor/installed.ts'
import { paintFor } from './paint.ts'
import { wordOf } from './word-option.ts'

const help = `fitgate doctor [--kubeconfig FILE] [--namespace NAME] [--metrics URL]… [-o text|json]

Tells what is wrong with an installation of fitgate and how to mend it: versions, definitions, configuration, rights, processes,
certificates, webhooks and whether the API server reaches them, webhooks of others, the age of the snapshot, and what nodes say
of their GPUs. It changes nothing. An administrator sees the most; what may not be seen is "unknown", not wrong.

  --kubeconfig FILE     default: $KUBECONFIG, then ~/.kube/config, then the pod's own account
  --namespace NAME      where fitgate is installed (default fitgate-system)
  --metrics URL         http://HOST:PORT/metrics of a webhook process that is no pod of the cluster; repeatable
  -o, --output FORMAT   text (default), json

Exit codes: 0 no problem (warnings and unknowns are told), 1 there are problems, 2 bad input or no cluster.
`

/** Room for a check's name. */
const column = 14

export const command: Command = {
  name: 'doctor',
  summary: 'tell what is wrong with an installation, and the fix',
  help,
  async run(args, io) {
    const { values } = parseArgs({
      args,
      options: {
        kubeconfig: { type: 'string' },
        namespace: { type: 'string', default: 'fitgate-system' },
        metrics: { type: 'string', multiple: true, default: [] },
        output: { type: 'string', short: 'o', default: 'text' },
      },
    })
    const output = wordOf('output', values.output, ['text', 'json'] as const)
    const metricsUrls = values.metrics.map(urlOf)
    const { namespace } = values
    return withCluster(values.kubeconfig, async ({ client, host }) => {
      const installed = readInstalled(client, namespace)
      const findings = await examine({ client, namespace, metricsUrls, installed, now: new Date() })
      io.stdout.write(
        output === 'json'
          ? `${JSON.stringify({ findings, ...count(findings) }, null, 2)}\n`
          : text(findings, host, io),
      )
      return findings.some(({ status }) => status === 'problem') ? 1 : 0
    })
  },
}

function urlOf(text: string): URL {
  if (URL.canParse(text) && /^https?:$/.test(new URL(text).protocol)) return new URL(text)
  throw new UsageError(`--metrics must be an http URL, not "${text}"`)
}

function count(findings: readonly Finding[]) {
  const of = (wanted: Finding['status']) => findings.filter(({ status }) => status === wanted).length
  return { problems: of('problem'), warnings: of('warning'), unknown: of('unknown') }
}

function text(findings: readonly Finding[], host: string, io: Io): string {
  const paint = paintFor(io)
  const colour = { ok: paint.good, problem: paint.bad, warning: paint.warn, unknown: paint.dim }
  const widest = Math.max(...statuses.map((status) => status.length))
  const indent = ' '.repeat(widest + column + 6)
  const lines = findings.flatMap(({ check, status, message, fix }) => {
    const [first = '', ...rest] = [
      ...wrap(message, 100 - indent.length, ''),
      ...(fix === undefined ? [] : wrap(`fix: ${fix}`, 100 - indent.length, '     ')),
    ]
    return [
      `  ${colour[status](status.padEnd(widest))}  ${check.padEnd(column)}  ${first}`,
      ...rest.map((line) => indent + line),
    ]
  })
  const { problems, warnings, unknown } = count(findings)
  const many = (n: number, word: string) => `${n} ${word}${n === 1 ? '' : 's'}`
  const summary = `${many(problems, 'problem')}, ${many(warnings, 'warning')}, ${unknown} unknown`
  return `${paint.bold(`fitgate in the cluster at ${host}`)}\n\n${lines.join('\n')}\n\n${summary}\n`
}
