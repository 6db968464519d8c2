/**
 * `fitgate check`: the decisions and policies of admission on files, for pull requests.
 * @module
 */
import { parseArgs } from 'node:util'
import { allPolicies } from '../../policies/all.ts'
import { admitted } from './check/admitted.ts'
import { checkFiles } from './check/check-files.ts'
import { readManifestFiles } from './check/manifest-files.ts'
import { loadPolicies } from './check/policy-modules.ts'
import { readCluster, recipesOf } from './cluster-input.ts'
import { type Command, UsageError } from './command.ts'
import { readConfigFile } from './config-file.ts'
import { countOf } from './findings/finding.ts'
import { type FormatName, formats } from './findings/formats.ts'
import { rulesOf } from './findings/rules.ts'
import { nodesWanted } from './nodes-wanted.ts'
import { readYaml } from './source/yaml-source.ts'
import { wordOf } from './word-option.ts'

const help = `fitgate check FILE… [--policies DIR] [--config FILE] [--cluster FILE | --kubeconfig FILE | --hardware LIST]
              [-o text|json|sarif|github]

Judges every object of the files as admission would: fields, whether the workload fits, and policies. Each finding has the line
and column of its field. The output of Helm and Kustomize is welcome: helm template . | fitgate check -

  FILE                  YAML or JSON, several documents welcome; a folder is all .yaml, .yml and .json below it; - is standard
                        input. Objects of kinds that fitgate has nothing to say about are passed over.
  --policies DIR        policies of your own beside those built in: modules (.ts, .js) that export objects of the same shape
  --config FILE         fitgate's configuration: modes, limits and exceptions of policies, declared hardware
                        default: that of the cluster or snapshot, else the defaults
  --cluster FILE        a snapshot, or the output of: kubectl get nodes,pods,aimrecipes -A -o yaml
  --snapshot FILE       a snapshot of fitgate snapshot, and nothing else
  --kubeconfig FILE     a live cluster, with the configuration of the fitgate installed there
  --hardware LIST       nodes by hand: 8xMI300X,2x8xMI355X (nodes x GPUs x part), 64xMI300X/cpx_nps4
                        without any of the four: one full node of every Instinct part
  --namespace NAME      for objects that do not say (default default)
  --fail-on LEVEL       error (default), or warning: what makes the exit code 1
  -o, --output FORMAT   text (default), json, sarif (2.1.0), github (annotations of GitHub Actions)

A finding is an error where admission would refuse, a warning where it would warn. Where the platform set no modes for policies, a
policy's own severity counts.

Exit codes: 0 nothing found that fails, 1 something was, 2 bad input (a file that cannot be read or is no YAML, wrong flags); files
that can be read are checked all the same.
`

export const command: Command = {
  name: 'check',
  summary: 'judge files as admission would, for pull requests',
  help,
  async run(args, io) {
    const { values, positionals } = parseArgs({
      args,
      allowPositionals: true,
      options: {
        filename: { type: 'string', short: 'f', multiple: true },
        policies: { type: 'string' },
        config: { type: 'string' },
        cluster: { type: 'string' },
        snapshot: { type: 'string' },
        kubeconfig: { type: 'string' },
        hardware: { type: 'string' },
        namespace: { type: 'string', default: 'default' },
        'fail-on': { type: 'string', default: 'error' },
        output: { type: 'string', short: 'o', default: 'text' },
      },
    })
    const paths = [...(values.filename ?? []), ...positionals]
    if (paths.length === 0) throw new UsageError('FILE is missing')
    const format = wordOf('output', values.output, Object.keys(formats) as FormatName[])
    const failOn = wordOf('fail-on', values['fail-on'], ['error', 'warning'] as const)
    const own = values.policies === undefined ? [] : await loadPolicies(values.policies)
    const policies = [...allPolicies, ...own]
    const files = (await readManifestFiles(paths)).map(({ path, text }) => ({ path, ...readYaml(text) }))
    const { cluster, snapshot, kubeconfig, hardware } = values
    const inFiles = files.flatMap(({ path, objects }) =>
      objects.map(({ object }) => ({ where: path, object })),
    )
    const view = await readCluster(
      { cluster, snapshot, kubeconfig, hardware },
      recipesOf(inFiles),
      nodesWanted(inFiles.map(({ object }) => object)),
    )
    const config = values.config === undefined ? undefined : await readConfigFile(values.config)
    const decision = config === undefined ? view.context : { ...view.context, config: config.decision }
    const checked = checkFiles(files, {
      decision,
      now: new Date(),
      operation: 'CREATE',
      namespace: values.namespace,
      complete: (object) => admitted(object, decision, values.namespace),
      policies,
      hardwareAssumed: decision.snapshot.version === 'assumed',
      platformSetModes: decision.config.policies !== undefined,
    })
    const report = { ...checked, against: view.words }
    io.stdout.write(formats[format](report, rulesOf(policies), io))
    if (checked.unreadable > 0) return 2
    const { error, warning } = countOf(checked.findings)
    return error > 0 || (failOn === 'warning' && warning > 0) ? 1 : 0
  },
}
