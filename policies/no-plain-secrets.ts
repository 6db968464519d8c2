/**
 * Tokens and passwords come from Secrets, not from the manifest.
 * @module
 */
import { everyContainer, literal } from './cel/names.ts'
import { engineVariables, environmentOf, wordsOf } from './container-parts.ts'
import { isOurs } from './ours.ts'
import type { Policy } from './policy.ts'

/** Names whose values are secret, for both JavaScript and RE2: `HF_TOKEN`, `VLLM_API_KEY`, `AWS_SECRET_ACCESS_KEY`. */
const secretName =
  '(^|_)(TOKEN|PASSWORD|PASSWD|SECRET|API_?KEY|ACCESS_KEY|PRIVATE_KEY|SECRET_KEY|CREDENTIALS)$'
/** Tokens of the Hugging Face hub, whatever the variable is called. */
const secretValue = '^hf_[A-Za-z0-9]{20,}$'
/**
 * Nothing, a count, a switch, a word that stands for none, a mark or a placeholder, or another variable: `MAX_TOKEN=1024`,
 * `OPENAI_API_KEY=EMPTY`, `EOS_TOKEN=<|im_end|>`, `HF_TOKEN=$(TOKEN)`.
 */
const harmless =
  '^([0-9]+|true|false|empty|EMPTY|none|None|NONE|dummy|<[^<>]*>|\\$\\([A-Za-z_][A-Za-z0-9_.-]*\\))?$'

/** The same in a command line: `HF_TOKEN=hf_… vllm serve …`. */
const secretWord = '(^|[^A-Za-z0-9_])hf_[A-Za-z0-9]{20,}'

const [isSecretName, isSecretValue, isHarmless, hasSecretWord] = [
  secretName,
  secretValue,
  harmless,
  secretWord,
].map((pattern) => new RegExp(pattern)) as [RegExp, RegExp, RegExp, RegExp]

const change = 'change it where it has been seen'

export const noPlainSecrets: Policy = {
  id: 'no-plain-secrets',
  title: 'No secrets in plain environment variables',
  why: 'A token in a manifest is read by everybody who may read the workload, and stays in version control, audit logs and backups.',
  severity: 'error',
  appliesTo: isOurs,
  check: (subject) => [
    ...environmentOf(subject)
      .filter(
        ({ name, value = '' }) =>
          isSecretValue.test(value) || (isSecretName.test(name.toUpperCase()) && !isHarmless.test(value)),
      )
      .map(({ name, path }) => ({
        path,
        // never the value
        message: `${name} is written here in plain text`,
        fix: path.startsWith(engineVariables.join('.'))
          ? `leave it out: a ModelCache downloads with a Secret (source.huggingface.tokenSecret); ${change}`
          : `put it in a Secret and write valueFrom.secretKeyRef; ${change}`,
      })),
    ...subject.pods
      .flatMap(({ containers }) => containers.flatMap(wordsOf))
      .filter(({ text }) => hasSecretWord.test(text))
      .map(({ path }) => ({
        path,
        message: 'a token of the Hugging Face hub is written here in plain text',
        fix: `put it in a Secret and hand it over in env, by valueFrom.secretKeyRef; ${change}`,
      })),
  ],
  cel: {
    keeps: (names) => {
      const value = "e.?value.orValue('')"
      const secret = `${value}.matches(${literal(secretValue)}) || (e.name.upperAscii().matches(${literal(secretName)}) && !${value}.matches(${literal(harmless)}))`
      const words = everyContainer(
        names,
        `(c.?command.orValue([]) + c.?args.orValue([])).all(w, !w.matches(${literal(secretWord)}))`,
      )
      return `${names.environments}.all(list, list.all(env, env.all(e, !(${secret})))) && ${words}`
    },
    message:
      'a token or password is written in plain text; put it in a Secret and write valueFrom.secretKeyRef',
  },
}
