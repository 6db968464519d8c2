/**
 * `fitgate audit`: what exists in a cluster, judged as admission would.
 * @module
 */
import { parseArgs } from 'node:util'
import { allPolicies } from '../../policies/all.ts'
import { ownRules } from '../controllers/audit/object-finding.ts'
import { auditPass } from '../controllers/audit/pass.ts'
import type { AuditedFinding } from '../controllers/audit/tally.ts'
import { contextOf } from '../decide/context.ts'
import { pagesOf } from '../kube/pages.ts'
import { withCluster } from './cluster/connect.ts'
import { installedConfig } from './cluster/installed-config.ts'
import { liveSnapshot } from './cluster/live-snapshot.ts'
import { type Command, UsageError } from './command.ts'
import { countOf, levelOf, type ReportedFinding } from './findings/finding.ts'
import { formats } from './findings/formats.ts'
import { rulesOf } from './findings/rules.ts'
import { wordOf } from './word-option.ts'

const help = `fitgate audit [--kubeconfig FILE] [--config FILE] [--limit N] [-o text|json|sarif]

Judges everything that exists in a cluster and that fitgate has something to say about: objects of its own kinds and every
workload, whether it was admitted by fitgate or before it was there. What a controller made is judged through its owner. Lists are
read page by page. In the cluster, the controller does the same pass by itself: kubectl -n fitgate-system get cm fitgate-audit

  --kubeconfig FILE     default: $KUBECONFIG, then ~/.kube/config, then the pod's own account
  --config FILE         the configuration to judge by; default: the one of the fitgate installed there, else the defaults
  --namespace NAME      where fitgate is installed (default fitgate-system)
  --limit N             findings to show, the worst first (default 10000); all are counted
  -o, --output FORMAT   text (default), json, sarif (2.1.0)

Exit codes: 0 nothing that admission would refuse, 1 something was found, 2 bad input, or a kind that could not be read.
`

export const command: Command = {
  name: 'audit',
  summary: 'judge what exists in a cluster',
  help,
  async run(args, io) {
    const { values } = parseArgs({
      args,
      options: {
        kubeconfig: { type: 'string' },
        config: { type: 'string' },
        namespace: { type: 'string', default: 'fitgate-system' },
        limit: { type: 'string', default: '10000' },
        output: { type: 'string', short: 'o', default: 'text' },
      },
    })
    const format = wordOf('output', values.output, ['text', 'json', 'sarif'] as const)
    const limit = Number(values.limit)
    if (!Number.isInteger(limit) || limit < 1)
      throw new UsageError(`--limit must be a whole number from 1, not "${values.limit}"`)
    const now = new Date()
    const { result, platformSetModes, against } = await withCluster(
      values.kubeconfig,
      async ({ client, host }) => {
        const { config, words } = await installedConfig(client, values.namespace, values.config)
        const decision = contextOf(await liveSnapshot(client, config, now), now)
        const pages = (type: Parameters<typeof pagesOf>[1]) => pagesOf(client, type)
        return {
          result: await auditPass({ pages, judge: { decision, now }, limit }),
          platformSetModes: decision.config.policies !== undefined,
          against: `the cluster at ${host}, by the configuration of ${words}`,
        }
      },
    )
    const { tally, failures } = result
    const findings = tally.findings().map((found) => reported(found, platformSetModes))
    const report = { findings, judged: tally.judged, passedOver: 0, against }
    io.stdout.write(formats[format](report, rulesOf(allPolicies), io))
    if (tally.total > findings.length)
      io.stderr.write(`${findings.length} of ${tally.total} findings shown, the worst; --limit shows more\n`)
    for (const { what, message } of failures) io.stderr.write(`not audited: ${what}: ${message}\n`)
    if (failures.length > 0) return 2
    return countOf(findings).error > 0 ? 1 : 0
  },
}

function reported(
  { object, finding: { severity, ...finding } }: AuditedFinding,
  platformSetModes: boolean,
): ReportedFinding {
  const isPolicy = !Object.hasOwn(ownRules, finding.rule)
  return { ...finding, level: levelOf({ ...finding, severity }, platformSetModes, isPolicy), object }
}
